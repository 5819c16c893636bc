# Answers of the AWS CLI as they come from redirections: in one object, a list, appended to one file, as YAML, as UTF-16
# (PowerShell), with documents as objects, as JSON in a text and percent-encoded. All say the same.
mkdir -p answers && python3 - <<'P'
import json, os
from urllib.parse import quote
arn, role_arn = 'arn:aws:lambda:eu-west-1:123456789012:function:fn', 'arn:aws:iam::123456789012:role/service-role/r'
function = {'FunctionName': 'fn', 'FunctionArn': arn, 'Runtime': 'python3.6', 'Role': role_arn, 'Handler': 'a.b', 'PackageType': 'Zip'}
trust = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': {'Service': 'lambda.amazonaws.com'}, 'Action': 'sts:AssumeRole'}]}
everything = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}]}
def details(encode):
    role = {'Path': '/service-role/', 'RoleName': 'r', 'Arn': role_arn, 'AssumeRolePolicyDocument': encode(trust), 'AttachedManagedPolicies': [],
            'RolePolicyList': [{'PolicyName': 'p', 'PolicyDocument': encode(everything)}]}
    return {'UserDetailList': [], 'GroupDetailList': [], 'RoleDetailList': [role], 'Policies': [], 'IsTruncated': False}
same = lambda document: document
def write(name, text, encoding='utf-8'):
    os.makedirs('answers/' + os.path.dirname(name), exist_ok=True)
    with open('answers/' + name, 'w', encoding=encoding, newline='') as stream:
        stream.write(text)
def pretty(value):
    return json.dumps(value, indent=4) + '\n'
both = [{'Functions': [function]}, details(same)]
for folder, encode in ('objects', same), ('texts', json.dumps), ('encoded', lambda document: quote(json.dumps(document))):
    write(folder + '/functions.json', pretty(both[0]))
    write(folder + '/iam.json', pretty(details(encode)))
write('list/all.json', pretty(both))
write('projected/functions.json', pretty([function]))
write('projected/iam.json', pretty(both[1]))
write('lines/all.jsonl', ''.join(json.dumps(answer) + '\n' for answer in both))
write('lines-named-json/all.json', ''.join(json.dumps(answer) + '\n' for answer in both))
write('appended/all.json', ''.join(map(pretty, both)))
write('powershell/all.json', ''.join(map(pretty, both)).replace('\n', '\r\n'), 'utf-16')
write('recorded/1.json', pretty({'status_code': 200, 'data': both[0]}))
write('recorded/2.json', pretty({'status_code': 200, 'data': {'ResponseMetadata': {}, **both[1]}}))
write('yaml/all.yaml', '---\n'.join(map(pretty, both)))
write('cut/all.json', ''.join(map(pretty, both))[:-3])
write('template/all.json', pretty({'Resources': {'Fn': {'Type': 'AWS::SNS::Topic'}}}) + pretty(both[0]))
P
for form in objects texts encoded list projected lines lines-named-json appended powershell recorded yaml; do
    holds "answers as $form" bash -c "'$binary' scan --exit-zero -f concise --select FN002,IAM301 answers/$form | sed 's/.*error/error/' | sort | tr '\n' ' ' | grep -E '^error.FN002. .* error.IAM301. role .r. may do everything $'"
done
check "the place in what was appended" 1 '^answers/appended/all.json:6:24: .*FN002' lint scan -f concise --select FN002 answers/appended
check "the place in UTF-16" 1 '^answers/powershell/all.json:6:24: .*FN002' lint scan -f concise --select FN002 answers/powershell
check "several answers on standard input" 1 'FN002' bash -c "cat answers/objects/*.json | '$binary' scan --select FN002 -"
check "a file that was cut off" 3 '' lint scan answers/cut/all.json
check "what follows a template is a mistake" 3 'all.json:8:1' lint scan -f concise answers/template
