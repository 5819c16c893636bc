# Configuration: which file is whose, what each key does, that the command line wins, and where a mistake is shown.
mkdir -p conf/infra/sandbox conf/tests conf/.github && (cd conf && git init -q .)
cp open.yaml conf/infra/template.yaml
cp open.yaml conf/infra/sandbox/template.yaml
cp open.yaml conf/tests/template.yaml
# config NAME TEXT: writes conf/NAME
config() { printf '%b' "$2" > "conf/$1"; }

check "no configuration, no change" 1 'infra/template.yaml:9:17' lint scan -f concise conf
config lambdalint.yml 'version: 1\nexclude: ["tests/**", sandbox]\n'
check "exclude" 1 'infra/template.yaml' lint scan -f concise conf
holds "what is excluded is not found" bash -c "! '$binary' scan -f concise conf | grep -E 'tests/|sandbox/'"
check "a named file is not excluded" 1 'tests/template.yaml' lint scan -f concise conf/tests/template.yaml
check "unless asked for" 0 '' lint scan --force-exclude conf/tests/template.yaml
check "found upward from a folder" 1 'infra/template.yaml' lint scan -f concise conf/infra
holds "whose excludes hold there" bash -c "! '$binary' scan -f concise conf/infra | grep sandbox"
check "no configuration is asked for" 1 'sandbox' lint scan -f concise --no-config conf/infra

config lambdalint.yml 'rules:\n  PRM011: off\n'
check "a rule is off" 0 '' lint scan conf
check "by name" 0 '' lint scan --no-config --set rules.function-url-without-auth=off conf
check "by prefix" 0 '' lint scan --no-config --set rules.PRM=off conf
check "the command line names it" 1 'PRM011' lint scan --select PRM011 conf
check "a prefix on the command line does not" 0 '' lint scan --select PRM conf
check "an exact word beats a prefix" 1 'PRM011' lint scan --no-config --set rules.PRM011=on --set rules.PRM=off conf
config lambdalint.yml 'rules: {PRM011: low}\nfail-on: medium\n'
check "severity" 0 'note.PRM011.|PRM011.*low' lint scan -f concise conf
check "fail-on of the command line" 1 '' lint scan --fail-on low conf
check "--set comes on top" 1 'error.PRM011' lint scan -f concise --set rules.PRM011=critical conf
check "min-severity looks at the configuration's" 0 'No problems' lint scan --min-severity medium conf
config lambdalint.yml 'persona: auditor\n'
"$binary" scan -f concise --no-config --persona auditor conf > by-flag.txt
holds "persona" bash -c "'$binary' scan -f concise conf | diff - by-flag.txt && grep -qv PRM011 by-flag.txt"
"$binary" scan -f concise --no-config conf > plain.txt
holds "persona of the command line" bash -c "'$binary' scan -f concise --persona regular conf | diff - plain.txt"
config lambdalint.yml 'per-path:\n  "infra/**": {fail-on: critical}\n  tests: {persona: auditor, fail-on: critical}\n'
check "per-path fail-on" 0 'PRM011' lint scan --select PRM011 conf
check "per-path beaten by the command line" 1 'PRM011' lint scan --select PRM011 --fail-on high conf
"$binary" scan -f concise conf > mixed.txt
holds "per-path persona" bash -c "diff <(grep ^conf/tests mixed.txt) <(grep ^conf/tests by-flag.txt) && diff <(grep ^conf/infra mixed.txt) <(grep ^conf/infra plain.txt)"
config lambdalint.yml 'per-path: {"**": {fail-on: critical}, "infra/**": {fail-on: low}}\n'
check "the last glob wins" 1 '' lint scan --select PRM011 conf/infra
check "and does not elsewhere" 0 '' lint scan --select PRM011 conf/tests

# two configurations in one run
config lambdalint.yml 'rules: {PRM011: off}\n'
config tests/lambdalint.yml 'version: 1\n'
check "each input has its own" 1 'conf/tests/template.yaml:9:17' lint scan -f concise conf/infra conf/tests
holds "and only its own" bash -c "! '$binary' scan -f concise conf/infra conf/tests | grep infra/"
config tests/lambdalint.yml 'extends: ../lambdalint.yml\n'
check "extends" 0 '' lint scan conf/infra conf/tests
config tests/lambdalint.yml 'extends: ../lambdalint.yml\nrules: {PRM011: {off: false}}\n'
check "what extends comes on top" 1 'tests/template.yaml' lint scan -f concise conf/infra conf/tests
rm conf/tests/lambdalint.yml conf/lambdalint.yml
config .github/lambdalint.yml 'exclude: [infra/]\n'
check "in .github, from the folder above it" 1 'tests/template.yaml' lint scan -f concise conf
holds "and its globs too" bash -c "! '$binary' scan -f concise conf | grep infra/"
config .lambdalint.yml 'rules: {PRM: off}\n'
check "the hidden one is nearer" 0 '' lint scan conf
check "LAMBDALINT_CONFIG" 1 'PRM011' env LAMBDALINT_CONFIG=/dev/null/none.yml "$binary" scan --no-config conf
printf 'rules: {PRM011: critical}\n' > elsewhere.yml
check "-c" 1 'error.PRM011' lint scan -f concise --fail-on critical -c elsewhere.yml conf
check "the environment" 1 'error.PRM011' env LAMBDALINT_CONFIG=elsewhere.yml "$binary" scan -f concise --fail-on critical conf
check "-c beats the environment" 1 'error.PRM011' env LAMBDALINT_CONFIG=absent.yml "$binary" scan -f concise --fail-on critical -c elsewhere.yml conf
check "standard input" 0 '' bash -c "cd conf && '$binary' scan - < infra/template.yaml"
rm conf/.lambdalint.yml conf/.github/lambdalint.yml
mkdir outside && cp open.yaml outside && printf 'rules: {PRM: off}\n' > lambdalint.yml
check "without git, up to the working directory" 0 '' lint scan outside
check "but not above it" 1 'PRM011' bash -c "cd outside && '$binary' scan ."
rm lambdalint.yml

# suppressions
sed 's/AuthType: NONE/& # lambdalint: ignore[PRM011] until=2027-01-01 it is public/' open.yaml > conf/infra/template.yaml
sed 's/AuthType: NONE/& # lambdalint: ignore[PRM011]/' open.yaml > conf/tests/template.yaml
rm conf/infra/sandbox/template.yaml
check "a suppression without a reason does" 0 'LL004' lint scan --select PRM011 conf
config lambdalint.yml 'suppressions: {require-reason: true}\n'
check "unless a reason is required" 1 'conf/tests/template.yaml:9:17: error' lint scan -f concise --select PRM011 conf
check "one with a reason stays" 0 '' lint scan --select PRM011 conf/infra
config lambdalint.yml 'suppressions: {max-age-days: 30}\n'
check "one that lasts longer" 1 'at most 30 days' lint scan --select PRM011 conf/infra
check "one that is near its end" 0 '' lint scan --select PRM011 --as-of 2026-12-02 conf/infra
check "one without an end" 1 'at most 30 days' lint scan --select PRM011 conf/tests
config lambdalint.yml 'rules: {PRM011: {locked: true}}\n'
check "a locked rule" 1 'locks the rule' lint scan --select PRM011 conf/infra

# parameters
cat > conf/infra/template.yaml <<'Y'
Parameters: {Auth: {Type: String}, Names: {Type: CommaDelimitedList}}
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Code: {ZipFile: x}, Handler: index.handler, Runtime: python3.13, Role: "arn:aws:iam::111122223333:role/r"}
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: !Ref Auth}}
Y
config lambdalint.yml 'parameters: {Auth: NONE, Names: [a, b], Other: 1}\naccount: "111122223333"\n'
check "parameters" 1 'PRM011' lint scan --select PRM011 conf/infra
check "--param wins" 0 'No problems' lint scan --select PRM011 --param Auth=AWS_IAM conf/infra
check "and is used" 2 'no template declares' lint scan --select PRM011 --param Auht=AWS_IAM conf/infra
check "in a query" 0 'NONE' lint query 'SELECT auth_type FROM function_url WHERE declared' conf/infra

sed 's/Auth: {Type: String}/Auth: {Type: String, Default: NONE}/' conf/infra/template.yaml > conf/infra/default.yaml
check "the default of a parameter is its value" 1 'PRM011' lint scan --no-config --select PRM011 conf/infra/default.yaml
check "unless defaults do not count" 0 'Undecided: 1 check' lint scan --no-config --select PRM011 --no-defaults conf/infra/default.yaml
check "what is given does" 1 'PRM011' lint scan --no-config --select PRM011 --no-defaults --param Auth=NONE conf/infra/default.yaml
check "in the configuration, too" 1 'PRM011' lint scan --select PRM011 --no-defaults conf/infra/default.yaml
rm conf/infra/default.yaml

# the verb
check "config check" 0 'lambdalint.yml: fine' lint config check conf
check "config check of nothing" 0 'defaults hold' lint config check outside
check "config show" 0 '"Auth": "NONE"' lint config show conf
holds "what is shown is a configuration" bash -c "'$binary' config show conf > shown.yml && '$binary' config check -c shown.yml"
check "config check of a file" 2 'elsewhere2.yml:1:1: |elsewhere2.yml:1:1$' bash -c "echo 'oops: 1' > elsewhere2.yml; '$binary' config check elsewhere2.yml"
holds "config schema" bash -c "'$binary' config schema | python3 -m json.tool"
check "config what" 2 'check, show and schema' lint config

# mistakes: mistake NAME TEXT PLACE-AND-PATTERN
mistake() {
    printf '%b' "$2" > mistake.yml
    check "$1" 2 "$3" lint scan -c mistake.yml conf
    check "$1, and config check" 2 "$3" lint config check -c mistake.yml
}
mistake "an unknown key" 'version: 1\nrulse: {}\n' "unknown key 'rulse', did you mean 'rules'"
check "its place" 2 'mistake.yml:2:1' bash -c "printf 'version: 1\nrulse: {}\n' > mistake.yml; '$binary' scan -c mistake.yml conf"
check "its frame" 2 '\^\^\^\^\^' lint scan -c mistake.yml conf
mistake "a broken file" 'version: [\n' 'mistake.yml:[12]:'
mistake "another version" 'version: 2\n' "'version' must be 1"
mistake "a severity that is none" 'fail-on: hihg\n' "'fail-on' must be one of info"
mistake "a persona that is none" 'persona: strict\n' "'persona' must be one of regular"
mistake "a rule that is none" 'rules:\n  PRM999: off\n' "no rule is called 'PRM999'"
mistake "a misspelt rule" 'rules:\n  function-url-without-aut: off\n' "did you mean 'function-url-without-auth'"
mistake "a bad rule value" 'rules: {PRM011: [off]}\n' "'PRM011' must be on, off, a severity, or a map"
mistake "an unknown rule key" 'rules: {PRM011: {alow: 1}}\n' "unknown key 'alow', did you mean 'allow'"
mistake "an account that is none" 'account: 12\n' "'account' must be an account of 12 digits"
mistake "days that are none" 'suppressions: {max-age-days: -1}\n' 'a number of days'
mistake "a list where a map must be" 'per-path: [a]\n' "'per-path' must be a map"
mistake "a file that is no map" '[1, 2]\n' 'a configuration is a map'
mistake "a key twice" 'version: 1\nversion: 1\n' 'mistake.yml:2:1'
mistake "extends nothing" 'extends: absent/x.yml\n' 'mistake.yml:1:10'
mistake "extends itself" 'extends: mistake.yml\n' 'is it a circle'
mistake "an exclude that is no list" 'exclude: tests\n' "'exclude' must be a list"
mistake "two mistakes, both told" 'persona: x\nfail-on: y\n' "'persona' must"
check "the second of them" 2 "'fail-on' must" lint scan -c mistake.yml conf
printf 'version: \001\377' > mistake.yml
check "a binary configuration" 2 'mistake.yml' lint scan -c mistake.yml conf
check "a configuration that is a folder" 2 'not a regular file' lint scan -c conf conf
check "no such configuration" 2 'absent.yml: cannot open' lint scan -c absent.yml conf
: > mistake.yml
check "an empty configuration" 0 '' lint config check -c mistake.yml
printf '# nothing yet\n---\n' > mistake.yml
check "one of comments" 0 '' lint config check -c mistake.yml
check "a --set without a value" 2 'KEY=VALUE' lint scan --set rules conf
check "a --set with a bad value" 2 "'fail-on' must be" lint scan --set fail-on=x conf
check "a --set of no key" 2 "unknown key" lint scan --set nope=1 conf
printf 'rules: {PRM011: off}\n' > mistake.yml
check "a query says it too" 2 "unknown key" lint query --set nope=1 'SELECT 1' conf
check "and a baseline" 2 "unknown key" lint baseline create --set nope=1 --baseline none.json conf
holds "which is not written" test ! -e none.json

# parameter files
param_file() { printf '%b' "$3" > params.json && check "$1" "$2" "$4" lint scan --no-config --select PRM011 --param-file params.json "${@:5}" conf/infra; }
param_file "a list of keys and values" 1 '[{"ParameterKey": "Auth", "ParameterValue": "NONE"}, {"ParameterKey": "Other", "UsePreviousValue": true}]' 'PRM011'
param_file "a map of parameters" 1 '{"Parameters": {"Auth": "NONE"}, "Tags": {}}' 'PRM011'
param_file "pairs" 1 '["Auth=NONE", "Elsewhere=1"]' 'PRM011'
param_file "a plain map" 1 '{"Auth": "NONE", "Names": ["a", "b"]}' 'PRM011'
param_file "a name that nothing declares" 1 '{"Auth": "NONE",\n "Nmaes": "a"}' "params.json:2:11: no template declares the parameter 'Nmaes', did you mean 'Names'"
param_file "--param beats the file" 0 '["Auth=NONE"]' 'No problems' --param Auth=AWS_IAM
param_file "a file of something else" 2 'Auth' 'params.json:1:1'
param_file "a parameter without its value" 2 '[\n {"ParameterKey": "Auth"}]' 'no ParameterValue'
param_file "a value that is no text" 2 '{"Parameters": {"Auth": {"a": 1}}}' 'params.json:1:17'
param_file "a broken file" 2 '[{"ParameterKey": ' 'params.json:1:'
param_file "an empty file" 2 '' 'params.json'
param_file "a list in a list" 2 '{"Names": [["a"]]}' 'params.json:1:13'

# each parameter file is a world, and nothing else is explored
cat > conf/worlds.yaml <<'Y'
Parameters: {Env: {Type: String, Default: dev}, Auth: {Type: String, Default: AWS_IAM}, Debug: {Type: String, Default: 'no'}}
Conditions: {IsProd: !Equals [!Ref Env, prod], Same: !Equals [!Ref Env, !Ref Auth], IsDebug: !Equals [!Ref Debug, 'yes']}
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Code: {ZipFile: x}, Handler: index.handler, Runtime: python3.13, Role: "arn:aws:iam::111122223333:role/r"}
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: !If [IsProd, NONE, !Ref Auth]}}
  Open: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: !If [Same, NONE, AWS_IAM]}}
  Third: {Type: AWS::Lambda::Url, Condition: IsDebug, Properties: {TargetFunctionArn: !Ref Fn, AuthType: NONE}}
Y
echo '{"Env": "prod"}' > prod.json
echo '{"Env": "test", "Auth": "AWS_IAM"}' > test.json
echo '["Auth=NONE"]' > dev.json
echo '{"Parameters": {"Env": "x", "Auth": "x"}}' > same.json
cp same.json twin.json
worlds() { check "$1" 1 "$2" lint scan -f concise --select PRM011 "${@:3}" conf/worlds.yaml; }
worlds "all combinations" 'worlds.yaml:7:[0-9]+: .*\(when IsProd\)'
worlds "one parameter file" 'worlds.yaml:7:[0-9]+: .*calls it without signing$|worlds.yaml:7:' --param-file prod.json
holds "is certain" bash -c "! '$binary' scan --no-config -f concise --select PRM011 --param-file prod.json conf/worlds.yaml | grep -E '\((when|in) '"
check "the other is clean" 0 '' lint scan --no-config --select PRM011 --param-file test.json conf/worlds.yaml
worlds "which file" 'worlds.yaml:7:[0-9]+: .*\(in prod.json\)' --param-file prod.json --param-file test.json
worlds "which two" 'worlds.yaml:8:[0-9]+: .*\(in same.json and twin.json\)' --param-file same.json --param-file test.json --param-file twin.json
worlds "a condition over two parameters" 'worlds.yaml:8:[0-9]+: ' --param-file same.json --param-file test.json
holds "nothing else is explored" bash -c "! '$binary' scan --no-config -f concise --select PRM011 --param-file same.json --param-file prod.json conf/worlds.yaml | grep -F 'worlds.yaml:9:'"
check "worlds have names" 0 'prod.json.*test.json' lint query --format csv --no-config --param-file prod.json --param-file test.json "SELECT group_concat(name, ' ') AS names FROM world WHERE unit LIKE '%worlds.yaml'" conf/worlds.yaml
printf 'parameters: {Env: prod, Auth: NONE}\n' > params.yml
worlds "a file overrules the configuration where it speaks" 'worlds.yaml:7:[0-9]+: .*\(in prod.json\)' -c params.yml --param-file prod.json --param-file test.json
check "no such parameter file" 2 'absent.json: cannot open' lint scan --param-file absent.json conf/infra

# the environment
check "a misspelt variable" 1 'did you mean LAMBDALINT_CONFIG' env LAMBDALINT_COFNIG=x "$binary" scan open.yaml
check "a format of the environment" 1 '"version": 1' env LAMBDALINT_FORMAT=json "$binary" scan open.yaml
check "one that is none" 1 'LAMBDALINT_FORMAT=xml: no such format' env LAMBDALINT_FORMAT=xml "$binary" scan open.yaml

# the example of docs/configuration.md
sed -n '/^```yaml$/,/^```$/p' "$here/docs/configuration.md" | sed '/^```/d; s|^extends: .*|extends: elsewhere.yml|' > documented.yml
check "the documented example" 0 'documented.yml: fine' lint config check documented.yml
if python3 -c 'import jsonschema, yaml' 2> /dev/null; then
    "$binary" config schema > schema.json
    validate='import json, jsonschema, sys, yaml; jsonschema.validate(yaml.safe_load(open(sys.argv[1])), json.load(open("schema.json")))'
    holds "the schema takes it" python3 -c "$validate" documented.yml
    printf 'rulse: {}\n' > mistake.yml
    holds "the schema refuses an unknown key" bash -c "! python3 -c '$validate' mistake.yml"
fi

# what a rule may find
cat > conf/infra/template.yaml <<'Y'
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Code: {ZipFile: x}, Handler: index.handler, Runtime: python3.13, Role: !GetAtt Role.Arn}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: p
          PolicyDocument: {Statement: [{Effect: Allow, Action: ["sqs:*", "s3:*"], Resource: "arn:aws:s3:::b/*"}]}
Y
config lambdalint.yml 'rules: {IAM303: {allow: ["s3:*"]}}\n'
check "an allowed action" 1 'IAM303.*sqs' lint scan -f concise --select IAM303 conf/infra
holds "is not reported" bash -c "! '$binary' scan -f concise --select IAM303 conf/infra | grep -F s3:"
config lambdalint.yml 'rules: {IAM: {allow: [{match: "Rol?", reason: "broken glass"}]}}\n'
check "by resource, for a prefix of ids" 0 '2 ignored' lint scan --select IAM303 conf/infra
check "with its reason" 0 'ignored: broken glass' lint scan --select IAM303 --show-suppressed conf/infra
check "in SARIF it is none of the source" 0 '"kind": "external"' lint scan -f sarif --sarif-include-suppressed --select IAM303 conf/infra
check "config show" 0 "# IAM may find \"Rol.\": broken glass" lint config show conf/infra
config lambdalint.yml 'suppressions: {require-reason: true}\nrules: {IAM303: {allow: ["s3:*"]}}\n'
check "a reason is required" 2 'lambdalint.yml:2:26' lint config check conf/infra
config lambdalint.yml 'rules: {IAM303: {allow: [{reason: x}]}}\n'
check "a reason alone allows nothing" 2 'must be a pattern' lint config check conf/infra
config lambdalint.yml 'rules: {IAM303: {allow: "s3:*"}}\n'
check "a list" 2 "'allow' must be a list" lint config check conf/infra
config lambdalint.yml 'rules: {IAM: off, IAM303: critical}\n'
check "a severity goes before a prefix that is off" 1 'error.IAM303' lint scan -f concise conf/infra
rm conf/lambdalint.yml
