# Which files a folder holds: .gitignore as git reads it, links, templates of templates, what is too large.
mkdir -p found/.git/info found/infra/build found/infra/deep found/node_modules/lib outside
cat > found/bad.yaml <<'T1'
Resources:
  Url: {Type: AWS::Lambda::Url, Properties: {AuthType: NONE, TargetFunctionArn: f}}
T1
for name in infra/kept.yaml infra/build/made.yaml infra/deep/left.yaml infra/local.yaml node_modules/lib/other.yaml; do cp found/bad.yaml found/$name; done
cp found/bad.yaml outside/elsewhere.yaml
printf 'build/\ninfra/deep/*.yaml\n' > found/.gitignore
echo '/infra/local.yaml' > found/.git/info/exclude
ln -s ../../outside found/infra/folder-link
ln -s ../kept.yaml found/infra/deep/link.txt.yaml
ln -s kept.yaml found/infra/again.yaml
ln -s ../../outside/elsewhere.yaml found/infra/link.yaml
ln -s ../../outside/elsewhere.yaml found/infra/link2.yaml
ln -s nowhere.yaml found/infra/dangling.yaml
printf 'Resources:\n  {{ cookiecutter.name }}:\n    Type: AWS::Lambda::Url\n' > found/infra/templated.yaml
listed() { (cd found && "$binary" scan --list-files "$@" | tr '\n' ' '); }
holds "ignored as by git; folder links are not followed, file links lead to each file once" test "$(listed .)" = "bad.yaml infra/kept.yaml infra/link.yaml "
holds "a folder below the root of a repository" test "$(listed infra)" = "infra/kept.yaml infra/link.yaml "
holds "from within that folder" test "$(cd found/infra && "$binary" scan --list-files . | tr '\n' ' ')" = "kept.yaml link.yaml "
holds "a named file is taken" test "$(listed infra/build/made.yaml)" = "infra/build/made.yaml "
holds "a named folder is taken" test "$(listed infra/build)" = "infra/build/made.yaml "
holds "without .gitignore" test "$(listed --no-gitignore infra | wc -w)" = 5
# .lambdalintignore: the same language, for us alone; it holds where git is not asked, and for assemblies
printf '/again.yaml\n*/k*.yaml\n!kept.yaml\n' > found/.lambdalintignore
printf 'link2.yaml\nlink.yaml\n' > found/infra/.lambdalintignore
holds "what .lambdalintignore leaves out" test "$(listed .)" = "bad.yaml infra/kept.yaml "
holds "also from within, and without git" test "$(cd found/infra && "$binary" scan --list-files --no-gitignore . | tr '\n' ' ')" = "build/made.yaml deep/left.yaml kept.yaml local.yaml "
mkdir -p found/cdk.out && echo '{"version": "1", "artifacts": {}}' > found/cdk.out/manifest.json && cp found/bad.yaml found/cdk.out/
echo cdk.out > found/.lambdalintignore
holds "an assembly that it leaves out" test "$(listed . | grep -c cdk.out)" = 0
rm -r found/cdk.out found/.lambdalintignore found/infra/.lambdalintignore
check "a templated file is named" 0 '^note: found/infra/templated.yaml:2:3: the file is templated' \
    lint scan --exit-zero found
mkdir capitals && cp found/bad.yaml capitals/Template.YAML
check "endings in capitals" 1 'Template.YAML:2:' lint scan -f concise capitals
mkdir large
cp found/bad.yaml large/template.yaml
dd if=/dev/zero bs=1M count=11 2> /dev/null | tr '\0' ' ' > large/data.json
check "a large file that is none of ours is skipped" 1 '^note: large/data.json: skipped: the file has 11534336 bytes' lint scan -v large
sed 's/NONE/AWS_IAM/' found/bad.yaml > large/template.yaml
check "and makes nothing incomplete" 0 '^No problems' lint scan large
check "unless it is named" 3 '^error\[LL001\] large/data.json: the file has 11534336 bytes' lint scan large/data.json
cat large/template.yaml large/data.json > large/ours.yaml
check "a large file with the marks of ours" 3 '^error\[LL001\] large/ours.yaml: the file has' lint scan large
deep=found
for level in $(seq 70); do deep=$deep/d; done
mkdir -p "$deep"
check "folders have an end" 1 'more than 64 folders deep' lint scan found -v
