# A file's fault stays in the file: each broken one is named with its place, and the others are still scanned.
mkdir bad && cp open.yaml bad/good.yaml
mkdir empty
check "an empty folder" 3 'nothing to scan' lint scan empty
check "an empty folder that is allowed" 0 '' lint scan --allow-empty empty
printf '{"Resources": {"Fn": {"Type": "AWS::Lambda::Function",' > bad/half.json
check "half a JSON" 1 'half.json:1:[0-9]+' lint scan bad
check "half a JSON alone" 3 'LL001' lint scan bad/half.json
printf 'Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n   Properties: {\n' > bad/broken.yaml
check "broken YAML" 1 'broken.yaml:[45]:[0-9]+' lint scan bad
printf 'Resources:\n\tFn:\n\t  Type: AWS::Lambda::Function\n' > bad/tab.yaml
check "a tab" 3 'a tab cannot indent; use spaces' lint scan bad/tab.yaml
printf 'Resources:\n  Fn: {Type: AWS::Lambda::Function, Description: @me}\n' > bad/at.yaml
check "an unquoted @" 3 'cannot begin a value; put the text in quotes' lint scan bad/at.yaml
python3 - <<'P'
open('bad/deep.json', 'w').write('{"Resources": {"A": {"Type": "AWS::X::Y", "Properties": ' + '[' * 100000 + ']' * 100000 + '}}}')
open('bad/deep.yaml', 'w').write('Resources: {A: {Type: AWS::X::Y, Properties: ' + '[' * 20000 + ']' * 20000 + '}}\n')
bomb = 'Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Metadata:\n      a0: &a0 [x, x, x, x, x, x, x, x, x]\n'
for i in range(1, 12):
    bomb += '      a%d: &a%d [%s]\n' % (i, i, ', '.join(['*a%d' % (i - 1)] * 9))
open('bad/bomb.yaml', 'w').write(bomb)
open('bad/binary.yaml', 'wb').write(b'Resources: AWS::\0\x01\x02\xff\xfe')
open('bad/latin1.yaml', 'wb').write(b'Description: caf\xe9\nResources:\n  A: {Type: "AWS::X::Y"}\n')
open('bad/large.json', 'wb').write(b'{"Resources": {"A": {"Type": "AWS::X::Y"}}}' + b' ' * (100 << 20))
open('bad/nul.json', 'wb').write(b'{"Resources": {"A": {"Type": "AWS::X::\0Y"}}}')
P
check "deep nesting" 1 'deep.json:1:[0-9]+' lint scan bad
check "deep YAML" 1 'deep.yaml:1:[0-9]+' lint scan bad
check "an alias bomb" 1 'bomb.yaml:[0-9]+:[0-9]+' lint scan bad
check "a binary file" 1 'binary.yaml' lint scan bad
check "a file in Latin 1" 1 'latin1.yaml:1:17' lint scan bad
check "a file of 100 MB" 1 'large.json' lint scan bad
check "the good file among them" 1 'good.yaml:9:17' lint scan bad
holds "the run takes no second" timeout 2 "$binary" scan --exit-zero bad
holds "the report is JSON all the same" bash -c "'$binary' scan -f json bad | python3 -m json.tool"
mkfifo bad/pipe.yaml
check "a pipe does not hang" 1 '' timeout 5 "$binary" scan bad
check "a named pipe is refused" 3 'not a regular file' timeout 5 "$binary" scan bad/pipe.yaml
ln -s . bad/loop
ln -s /nowhere bad/dangling.yaml
check "links in a circle" 1 'good.yaml' timeout 5 "$binary" scan bad
if [ "$(id -u)" != 0 ]; then
    cp open.yaml bad/secret.yaml && chmod 0 bad/secret.yaml
    check "an unreadable file" 1 'secret.yaml.*cannot open' lint scan bad
fi
printf 'Resources:\nParameters:\n' > null.yaml
check "sections that are null" 0 '' lint scan null.yaml
printf '{{ cookiecutter.name }}:\n  {%% if x %%}\nResources: {A: {Type: "AWS::X::Y"}}\n' > templated.yaml
check "a template of a template" 0 'templated.yaml:[0-9]+:[0-9]+: the file is templated' lint scan -v templated.yaml
printf 'a: 1\n' > other.yaml
check "a YAML file that is no template" 0 'skipped' lint scan -v other.yaml
check "deeply wrong types" 0 '' lint scan - < /dev/null
mkdir rules && printf 'id: USR001\nname: [\n' > rules/broken.yaml
check "a broken rule file" 2 'rules/broken.yaml' lint scan --rules rules open.yaml
check "a broken rule loses nothing" 2 'PRM011' lint scan --rules rules open.yaml
