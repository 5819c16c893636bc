# Only what stands on changed lines is reported.
mkdir changed
(cd changed && git init -q . && git config user.email a@example.com && git config user.name a &&
    git config diff.noprefix true && git config color.diff always &&
    cp ../open.yaml template.yaml && cp ../open.yaml 'odd "name".yaml' && git add . && git commit -qm old)
since() { lint scan -f concise --select PRM011 --since "$@"; }
check "nothing changed" 0 '^No problems.*2 on lines that did not change' lint scan --select PRM011 --since HEAD changed
sed -i 's/AuthType: NONE/AuthType: NONE /' changed/template.yaml
check "the line itself" 1 '^changed/template.yaml:9:17' since HEAD changed
holds "and nothing else" bash -c "! '$binary' scan -f concise --select PRM011 --since HEAD changed | grep odd"
sed -i '1i # one line more' changed/'odd "name".yaml'
check "another line of a file" 0 '' since HEAD changed/'odd "name".yaml'
sed -i 's/AuthType: NONE/AuthType:  NONE/' changed/'odd "name".yaml'
check "a name with quotes" 1 'odd "name".yaml:10:18' since HEAD changed/'odd "name".yaml'
cp open.yaml changed/new.yaml
check "a file that git does not know" 1 '^changed/new.yaml:9:17' since HEAD changed
check "from within" 1 '^new.yaml:9:17' bash -c "cd changed && '$binary' scan -f concise --since HEAD ."
(cd changed && git checkout -qb work && git add . && git commit -qm new && git checkout -q - && git rm -q template.yaml &&
    git commit -qm gone && git checkout -q work)
check "since the branch left" 1 '^changed/template.yaml:9:17' since "$(git -C changed rev-parse 'work~1')" changed
check "not what the other branch did" 1 '^changed/new.yaml:9:17' since "$(git -C changed for-each-ref --format='%(refname:short)' refs/heads | grep -v work)" changed
(cd changed && "$binary" baseline create . 2> /dev/null)
check "a baseline beside it has no idle entries" 0 '' lint scan --strict --select PRM011 --baseline changed/.lambdalint-baseline.json --since HEAD changed
printf 'Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code: {ZipFile: x}\n      Handler: index.handler\n      Role: arn:aws:iam::111122223333:role/r\n      Environment: {Variables: {KEY: AKIAIOSFODNN7EXAMPLE, SAFE: 1}}\n      Runtime: python3.6\n' > changed/secret.yaml
(cd changed && git add . && git commit -qm secret && sed -i 's/python3.6/python3.7/' secret.yaml)
check "the changed line of a file with a secret" 1 'FN002' lint scan --since HEAD changed
holds "the secret stays masked" bash -c "! '$binary' scan -f json --since HEAD changed | grep -F AKIAIOSFODNN7EXAMPLE"
check "an unknown commit" 2 'since nowhere: git cannot compare' since nowhere changed
check "an option is no commit" 2 'a commit, a branch or a tag' since --output=x changed
mkdir "$work/no-git"
check "without git" 2 'in no git repository' env GIT_CEILING_DIRECTORIES="$work" "$binary" scan --since HEAD open.yaml
