# The baseline: what is in it is known, what is new is not, whatever moves around it.
mkdir -p services/orders services/refunds && (cd services && git init -q .)
cp open.yaml services/orders/template.yaml
(cd services && "$binary" baseline create orders 2> /dev/null)
base=services/.lambdalint-baseline.json
holds "a baseline has sorted lines" grep -qxF '{"v":1,"rule":"PRM011","file":"orders/template.yaml","path":"Resources/Url/Properties/AuthType","key":"url=Url","count":1}' $base
check "known findings are no findings" 0 'No problems.*[1-9] in baseline' lint scan --baseline $base services
holds "the JSON counts them" bash -c "'$binary' scan -f json --baseline $base services | grep -q '\"in_baseline\": [1-9]'"
check "and shows them when asked" 0 '"in_baseline": true' lint scan -f json --show-suppressed --baseline $base services
# ci-04: the same logical id with the same fault, in another folder
cp open.yaml services/refunds/template.yaml
check "the same fault in another folder is new" 1 'services/refunds/template.yaml:9:17' lint scan -f concise --baseline $base services
holds "and the known one is not shown" bash -c "! '$binary' scan -f concise --baseline $base services | grep orders"
check "one folder alone is clean" 0 '' lint scan --strict --select PRM011 --baseline $base services/orders
check "a scan elsewhere leaves no idle entries" 0 '' bash -c "cd services && ! '$binary' scan --exit-zero --baseline .lambdalint-baseline.json refunds | grep gone"
check "nor does another rule" 0 '' lint scan --strict --select SEC --baseline $base services
sed -i '1i # a comment\n#\n' services/orders/template.yaml
check "lines may move" 0 '' lint scan --baseline $base services/orders
check "there is a baseline already" 2 'exists already' bash -c "cd services && '$binary' baseline create orders"
check "update adds" 0 'holds' lint baseline update --baseline $base services
check "nothing is new then" 0 '' lint scan --baseline $base services
check "show" 0 '^refunds/template.yaml: PRM011 at Resources/Url/Properties/AuthType' lint baseline show --baseline $base
sed -i 's/NONE/AWS_IAM/' services/orders/template.yaml
check "what is mended is listed" 0 'note: .*baseline.json: line [0-9]+: 1 of 1 findings of PRM011 in orders/template.yaml' lint scan --baseline $base services
check "which strict does not allow" 1 'are gone' lint scan --strict --fail-on critical --baseline $base services
check "prune of another folder keeps it" 0 '' lint baseline prune --baseline $base services/refunds
holds "it is kept" grep -q '"PRM011","file":"orders/' $base
check "prune removes it" 0 '' lint baseline prune --baseline $base services
holds "it is removed" bash -c "! grep -q '\"PRM011\",\"file\":\"orders/' $base"
rm services/refunds/template.yaml
check "a file that is gone has idle entries" 0 'refunds/template.yaml.* are gone' lint scan --baseline $base services
cp open.yaml services/orders/template.yaml
printf 'Resources: {\n' > services/orders/template.yaml
cp $base before.json
check "a broken file is incomplete" 3 '' lint baseline update --baseline $base services
# the second of two findings under one key is new
cat > twice.py <<'P'
import json
entry = {"v": 1, "rule": "PRM011", "file": "open.yaml", "path": "Resources/Url/Properties/AuthType", "key": "url=Url", "count": 2}
open('two.json', 'w').write(json.dumps(entry) + '\n')
P
python3 twice.py
check "a count that is not used up is idle" 0 '1 of 2 findings' lint scan --select PRM011 --baseline two.json open.yaml
# earlier reports
"$binary" scan -f json=report.json -f sarif=report.sarif open.yaml > /dev/null
check "a JSON report is a baseline" 0 'in baseline' lint scan --baseline report.json open.yaml
check "a SARIF report is a baseline" 0 'in baseline' lint scan --baseline report.sarif open.yaml
check "which cannot be changed" 2 'is a report' lint baseline update --baseline report.json open.yaml
# files that are none
check "no such baseline" 2 'absent.json: cannot open' lint scan --baseline absent.json open.yaml
printf '{"v":1,"rule":"PRM011","file":"a","path":"b","key":"","count":1}\n{"v":1,"rule":3}\n' > bad.json
check "a bad entry has a place" 2 'bad.json:2:15' lint scan --baseline bad.json open.yaml
printf '{"v":1,"rule":"PRM011","file":"a","path":"b","key":"","count":1}\n\n{"v":1,"rule":' > bad.json
check "a broken line has a place" 2 'bad.json:3:' lint scan --baseline bad.json open.yaml
printf '{"v":2}\n' > bad.json
check "an unknown version" 2 'bad.json:1:6' lint scan --baseline bad.json open.yaml
printf '{"runs": [{"results": [{"ruleId": "X"}]}]}' > bad.json
check "the report of another tool" 2 'no report of lambdalint' lint scan --baseline bad.json open.yaml
printf '[]' > bad.json
check "neither" 2 'neither a baseline nor' lint scan --baseline bad.json open.yaml
: > bad.json
check "an empty baseline knows nothing" 1 'PRM011' lint scan --baseline bad.json open.yaml
check "no action" 2 'create, update, prune and show' lint baseline
check "baseline cannot be written" 2 'cannot write' lint baseline create --baseline nowhere/x.json open.yaml
holds "SARIF names the baseline when asked" bash -c "'$binary' scan -f sarif --sarif-include-suppressed --baseline report.json open.yaml | grep -q '\"kind\": \"external\"'"
# an action that is put before a known one is new, the known one stays known
mkdir -p order
cat > order/t.yaml <<'Y'
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}
      Policies:
        - PolicyName: p
          PolicyDocument: {Statement: [{Effect: Allow, Action: ["s3:*"], Resource: "arn:aws:s3:::b/*"}]}
Y
lint baseline create --root order --select IAM303 --baseline order.json order 2> /dev/null
sed -i 's/\["s3/["sqs:*", "s3/' order/t.yaml
check "one before a known one is new" 1 'sqs' lint scan -f concise --root order --select IAM303 --baseline order.json order
holds "the known one stays known" bash -c "! '$binary' scan -f concise --root order --select IAM303 --baseline order.json order | grep -F 's3:'"
