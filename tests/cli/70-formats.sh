# Formats beside templates: policies, answers of the AWS CLI, and what is not read yet.
mkdir -p formats/account
cat > formats/admin.json <<'J'
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "*"], "Resource": "*"}]}
J
cat > formats/account/function.json <<'J'
{"FunctionName": "fn", "FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:fn", "Runtime": "python3.13",
 "Role": "arn:aws:iam::123456789012:role/r"}
J
cat > formats/account/roles.jsonl <<'J'
{"Policies": []}

{"RoleDetailList": [{"RoleName": "r", "Arn": "arn:aws:iam::123456789012:role/r", "AttachedManagedPolicies": [], "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%7D"}]}]}
J
printf 'service: shop\nprovider:\n  name: aws\nfunctions: {}\n' > formats/serverless.yml
printf '{"FunctionArn": 1, "Role": 2}\n{"FunctionArn": \n' > formats/broken.jsonl
echo 'resource "aws_sqs_queue" "q" {}' > formats/main.tf
check "a policy by itself" 1 'IAM301.*do everything' lint scan formats/admin.json
check "the star of a policy" 1 'admin.json:1:88' lint scan -f concise formats/admin.json
check "answers of a folder are one account" 1 "roles.jsonl:3:239.*IAM301.*'r'" lint scan -f concise formats/account
check "a function and its role from two files" 0 'fn +r$' lint query \
    'SELECT f.name, r.name FROM function AS f JOIN role AS r ON r.id = f.role WHERE f.declared' formats/account
check "why a policy is read" 0 'admin.json: policy: a Statement' lint scan --list-files --why formats
check "why an answer is read" 0 'function.json: dump: aws lambda get-function' lint scan --list-files --why formats
check "why serverless.yml is not read" 0 'serverless.yml: none: .*not read yet' lint scan --list-files --why formats
check "Terraform that is named" 0 'main.tf: .*not read yet' lint scan formats/main.tf
check "only dumps" 0 '^formats/account/function.json$' lint scan --kind dump --list-files formats
check "a broken line of JSON Lines" 3 'LL001' lint scan formats/broken.jsonl
# machine formats name what a link leads to: code scanning cannot show a file by the name of a link
mkdir -p linked/infra && git -C linked init -q && cp open.yaml linked/infra/ && ln -s linked by-link && ln -s infra linked/short
check "a repository named by a link" 1 '"uri": "infra/open.yaml"' lint scan -f sarif by-link/infra
check "an absolute name by a link" 1 '"file": "infra/open.yaml"' lint scan -f json "$work/by-link/infra/open.yaml"
check "a link inside of the repository" 1 '"uri": "infra/open.yaml"' lint scan -f sarif linked/short
check "text says what the user said" 1 '^by-link/infra/open.yaml:' lint scan -f concise by-link/infra
# a row may be for a persona: what AWS only advises against is told to those who ask
sed 's/VisibilityTimeout: 720/VisibilityTimeout: 200/' "$here/fixtures/rules/visibility-timeout-too-short/good.yaml" > formats/advised.yaml
check "said to nobody who did not ask" 0 '^No problems' lint scan formats/advised.yaml
check "said to the pedantic" 1 'note\[REL007\]' lint scan -p -f concise formats/advised.yaml
check "said to those who name the rule" 1 'note\[REL007\]' lint scan --select REL007 -f concise formats/advised.yaml
