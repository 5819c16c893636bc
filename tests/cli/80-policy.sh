# lambdalint policy: eval, allows, compare, check.
cat > narrow.json <<'JSON'
{"Version": "2012-10-17", "Statement": {"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::shop/*",
 "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}}
JSON
cat > wide.json <<'JSON'
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:Get*", "s3:Put*"], "Resource": "arn:aws:s3:::shop/*"}}
JSON
cat > admin.json <<'JSON'
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
JSON
cat > service.json <<'JSON'
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}}
JSON
cat > key.json <<'JSON'
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}}
JSON
printf '{"Version": "2012-10-17", "Statement": [' > torn.json
echo '{"PolicyVersion": {"VersionId": "v1", "Document": '"$(cat admin.json)"'}}' > version.json
echo '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Actions": "s3:*", "Resource": "*"}}' > misspelt-element.json
echo '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Action": "s3:*", "Resource": "*"}}' > twice.json
echo '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:List*", "Resource": "arn:aws:s3:::shop"}}' > listing.json
cat > disputed.json <<'JSON'
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s*:GetObject", "Resource": "*"}}
JSON
cat > case.json <<'JSON'
{"request": {"principal": "arn:aws:sts::111122223333:assumed-role/app/run", "action": "s3:GetObject",
             "resource": "arn:aws:s3:::shop/a", "resource_account": "111122223333", "context": {"aws:SourceIp": "203.0.113.7"}},
 "identity": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::shop/*",
              "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}}]}
JSON
check "policy eval" 0 '"decision": "allowed"' lint policy eval case.json --format json
check "policy eval, text" 0 'identity\[0\], statement 0' lint policy eval case.json
sed 's/"s3:Get\*"/"s*:GetObject"/' case.json > undecided.json
check "policy eval, undecided" 3 'S8' lint policy eval undecided.json
{ tr -d '\n' < case.json; echo; tr -d '\n' < undecided.json; echo; } > cases.jsonl
{ cat cases.jsonl | head -1; echo '{"request": '; } > torn.jsonl
check "policy eval, lines" 3 'undecided' lint policy eval cases.jsonl
echo '{"identity": []}' > broken.json
check "policy eval, no request" 2 "needs an object 'request'" lint policy eval broken.json
sed 's/"identity"/"identities"/' case.json > misspelt.json
check "policy eval, misspelt member" 2 "no member 'identities'" lint policy eval misspelt.json
check "policy compare, the same" 0 'the second grants more: no' lint policy compare narrow.json narrow.json
check "policy compare, wider" 1 'the second grants more: yes' lint policy compare narrow.json wide.json
check "policy compare, narrower" 0 'the first grants more: yes' lint policy compare wide.json narrow.json
check "policy compare, disputed" 3 '"b_grants_more": "unknown"' lint policy compare narrow.json disputed.json -f json
check "policy allows" 0 'yes: .*wide.json' lint policy allows narrow.json wide.json --action s3:PutObject
check "policy allows, not" 1 '^no: ' lint policy allows narrow.json --action s3:PutObject
check "policy allows, context" 1 '^no: ' lint policy allows narrow.json --action s3:GetObject --context aws:SourceIp=192.0.2.1
check "policy allows, disputed" 3 'unknown: ' lint policy allows disputed.json --action s3:GetObject
check "policy allows, an action without resources" 3 'S19' lint policy allows listing.json --action s3:ListAllMyBuckets
check "policy allows, no policy" 2 'case.json:1:1: this is no IAM policy' lint policy allows case.json --action s3:GetObject
check "policy allows, the answer of a command" 0 '^yes: ' lint policy allows version.json --action s3:GetObject
check "policy allows, a misspelt element" 1 "misspelt-element.json:1:[0-9]*: warning: a statement has no element 'Actions'" \
    lint policy allows misspelt-element.json --action s3:GetObject
check "policy allows, a key that is there twice" 3 'warning: .*Action' lint policy allows twice.json --action s3:GetObject
check "policy allows, an unknown action" 0 "no action 's3:GetObjekt'" lint policy allows wide.json --action s3:GetObjekt
check "policy allows, a name is no ARN" 2 'an ARN is expected' lint policy allows wide.json --action s3:GetObject --on shop
check "policy allows, standard input" 0 '<stdin>:1' bash -c "'$binary' policy allows - --action s3:GetObject < wide.json"
check "policy compare, standard input twice" 2 'once only' bash -c "'$binary' policy compare - - < wide.json"
check "policy eval, lines from standard input" 3 '<stdin>:2: undecided' bash -c "'$binary' policy eval - < cases.jsonl"
check "policy eval, a line that is no JSON" 2 'torn.jsonl:2: ' lint policy eval torn.jsonl
check "policy allows without an action" 2 'needs --action' lint policy allows narrow.json
check "policy allows, a pattern is no action" 2 'one action' lint policy allows narrow.json --action 's3:*'
# Types: what limits grants nothing, and is asked whether it lets a request pass.
cat > scp.json <<'JSON'
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
 {"Effect": "Deny", "NotAction": ["iam:*", "s3:*"], "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}}]}
JSON
cat > rcp.json <<'JSON'
{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
 "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-example000"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}}
JSON
cat > endpoint.json <<'JSON'
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:Get*", "Resource": "arn:aws:s3:::shop/*"}}
JSON
cat > trust.json <<'JSON'
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}}
JSON
cat > bucket.json <<'JSON'
{"Version": "2012-10-17", "Statement": [
 {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/*"},
 {"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::shop/*",
  "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/writer"}}},
 {"Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::shop",
  "Condition": {"StringEquals": {"aws:username": "kim"}}},
 {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::shop/*"}]}
JSON
for type in boundary session scp; do
    check "policy allows, $type" 0 '^yes: .*wide.json' lint policy allows wide.json --type $type --action s3:GetObject
    check "policy allows, $type without it" 1 '^no: ' lint policy allows wide.json --type $type --action sqs:SendMessage
done
check "policy allows, scp" 1 '^no: ' lint policy allows scp.json --type scp -a sqs:SendMessage -c aws:RequestedRegion=us-east-1
check "policy allows, rcp: services pass" 0 'by s3.amazonaws.com' \
    lint policy allows rcp.json --type rcp -a s3:GetObject -c aws:PrincipalOrgID=o-other00000
check "policy allows, rcp: nobody else does" 1 '^no: a Deny applies' lint policy allows rcp.json --type rcp -a s3:GetObject \
    -c aws:PrincipalOrgID=o-other00000 -c aws:PrincipalIsAWSService=false
check "policy allows, endpoint" 0 '^yes: .*endpoint.json' lint policy allows endpoint.json --type endpoint -a s3:GetObject
check "policy allows, endpoint without it" 1 '^no: ' lint policy allows endpoint.json --type endpoint -a s3:PutObject
check "policy allows, no such type" 2 'rcp and endpoint' lint policy allows scp.json --type ou -a s3:GetObject
check "policy allows, a trust policy delegates" 0 'on arn:aws:iam::111122223333:role/example' lint policy allows trust.json -a sts:AssumeRole
check "policy allows, an account is granted what lies elsewhere" 0 '^yes: ' lint policy allows bucket.json -a s3:GetObject
check "policy allows, a role in a condition" 0 'by arn:aws:iam::111122223333:role/writer' lint policy allows bucket.json -a s3:PutObject
check "policy allows, a user in a condition" 0 'user/kim' lint policy allows bucket.json -a s3:ListBucket
check "policy allows, together with the caller's policy" 1 '^no: a Deny applies' lint policy allows admin.json bucket.json -a s3:DeleteObject -r arn:aws:s3:::shop/a
check "policy allows, one resource policy" 2 'one policy' lint policy allows trust.json bucket.json -a s3:GetObject
check "policy compare, an account more" 1 'the second grants more: yes' lint policy compare service.json trust.json

# A witness is the request of a CASE: it can be replayed.
holds "a witness can be replayed" bash -c "'$binary' policy compare narrow.json wide.json -f json > answer.json; python3 - <<'PY'
import json
answer, policy = json.load(open('answer.json')), json.load(open('wide.json'))
json.dump({'request': answer['b_witness'], 'identity': [policy]}, open('replay.json', 'w'))
PY
'$binary' policy eval replay.json | grep -q ': allowed'"
mkdir -p dump
check "policy compare, figures" 1 'questions: ' lint policy compare narrow.json wide.json --stats --smt-dump dump
check "policy without a question" 2 'allows, compare' lint policy
# check: what the document is a policy of is told by its principals, or by --type.
check "policy check" 0 '' lint policy check narrow.json
check "policy check, an identity policy" 1 'IAM301' lint policy check admin.json
check "policy check, a boundary grants nothing" 0 '' lint policy check admin.json --type boundary
check "policy check, an scp" 0 '' lint policy check scp.json --type scp
check "policy check, an rcp" 0 '' lint policy check rcp.json --type rcp
check "policy check, an scp names no principal" 1 'IAM028' lint policy check rcp.json --type scp
check "policy check, an rcp names principals" 1 'IAM009' lint policy check scp.json --type rcp
check "policy check, an endpoint may be open" 0 '' lint policy check endpoint.json --type endpoint
check "policy check, a resource policy may not" 1 'IAM703' lint policy check endpoint.json
check "policy check, a file found by chance may be either" 0 'may be the policy of a VPC endpoint' lint scan key.json -v
check "policy check, a trust policy" 1 'IAM009' lint policy check admin.json --type trust
check "policy check, standard input" 1 'policy.json:.*IAM301' bash -c "'$binary' policy check - --stdin-filename policy.json -f concise < admin.json"
check "policy check, no such type" 2 'types are identity' lint policy check admin.json --type ou
check "policy check, no file" 2 'needs a file' lint policy check
check "policy check, no policy" 3 'a map with a Statement is expected' lint policy check undecided.json
check "policy check, JSON that ends too early" 3 'torn.json:1:' lint policy check torn.json
check "policy check, several formats" 1 'sarif-2.1.0' lint policy check admin.json narrow.json -f sarif

# A role of infrastructure: all its policies, its boundary, each configuration.
cat > roles.yaml <<'YAML'
Parameters: {Env: {Type: String, AllowedValues: [dev, prod]}}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
Resources:
  Orders: {Type: AWS::SQS::Queue}
  Worker:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub worker-${Env}
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}
      Policies:
        - PolicyName: work
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: "s3:*", Resource: "*"}
              - {Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Orders.Arn}
              - !If [IsProd, {Effect: Deny, Action: "s3:Delete*", Resource: "*"}, !Ref AWS::NoValue]
  Bounded:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}
      PermissionsBoundary: !Ref Limit
      Policies:
        - PolicyName: work
          PolicyDocument: {Version: "2012-10-17", Statement: {Effect: Allow, Action: "*", Resource: "*"}}
  Limit:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {Version: "2012-10-17", Statement: {Effect: Allow, Action: "s3:Get*", Resource: "*"}}
YAML
check "policy allows, a role" 0 'yes: .*roles.yaml:15' lint policy allows roles.yaml#Worker --action s3:GetObject
check "policy allows, a role in some configurations" 0 'no: a Deny applies \(roles.yaml:17\) \(when IsProd\)' \
    lint policy allows roles.yaml#Worker --action s3:DeleteObject
check "policy allows, configurations in JSON" 0 '"when": "not IsProd"' lint policy allows roles.yaml#Worker -a s3:DeleteObject -f json
check "policy allows, a role by its name" 1 '^no: ' lint policy allows roles.yaml#worker-prod --action s3:DeleteObject
check "policy allows, a role's boundary" 1 '^no: ' lint policy allows roles.yaml#Bounded --action s3:PutObject
check "policy allows, within the boundary" 0 '^yes: ' lint policy allows roles.yaml#Bounded --action s3:GetObject
check "policy allows, the queue of any region" 0 '^yes: ' \
    lint policy allows roles.yaml#Worker --action sqs:SendMessage --on arn:aws:sqs:eu-west-1:444455556666:Orders
check "policy allows, another queue" 1 '^no: ' \
    lint policy allows roles.yaml#Worker --action sqs:SendMessage --on arn:aws:sqs:eu-west-1:444455556666:Returns
check "policy allows, a role of a folder" 0 '^yes: ' lint policy allows .#Worker --action s3:GetObject
check "policy allows, a misspelt role" 2 "did you mean 'Worker'" lint policy allows roles.yaml#Wroker --action s3:GetObject
check "policy allows, an unknown role" 2 'there are Worker, Bounded' lint policy allows roles.yaml#Zebra --action s3:GetObject
check "policy allows, a role beside a file" 2 'usage' lint policy allows roles.yaml#Worker wide.json --action s3:GetObject
check "policy allows, a role of no file" 2 'cannot read' lint policy allows missing.yaml#Worker --action s3:GetObject

# A function stands for its role.
cat > functions.yaml <<'YAML'
Parameters: {Given: {Type: String}}
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
  Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: work, Code: {ZipFile: x}, Role: !GetAtt Reader.Arn}}
  Other: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: x}, Role: !Ref Given}}
YAML
check "policy allows, the role of a function" 0 '^yes: ' lint policy allows functions.yaml#Work -a s3:GetObject
check "policy allows, of a function by its name" 1 '^no: ' lint policy allows functions.yaml#work -a s3:PutObject
check "policy allows, a role that is elsewhere" 2 "the role of 'Other' is not in there" lint policy allows functions.yaml#Other -a s3:GetObject
check "policy allows, a template without a role" 2 'functions.yaml#ROLE' lint policy allows functions.yaml -a s3:GetObject

# Without --on the resource is of a kind that the catalogue lists for the action.
kinds() { printf '{"Version": "2012-10-17", "Statement": [%s]}' "$1" > kinds.json; }
kinds '{"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::shop/*", "arn:aws:s3:::shop"]}'
check "policy allows, a bucket where a bucket is meant" 0 'on arn:aws:s3:::shop by' lint policy allows kinds.json -a s3:ListBucket
kinds '{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::sho*"}'
check "policy allows, an object where an object is meant" 0 'on arn:aws:s3:::sho[^ ]*/' lint policy allows kinds.json -a s3:GetObject
kinds '{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::shop/*"}'
check "policy allows, resources of another kind" 1 'no: .*another kind' lint policy allows kinds.json -a s3:ListBucket
check "policy allows, the resource that was named" 0 '^yes' lint policy allows kinds.json -a s3:ListBucket --on arn:aws:s3:::shop/a
kinds '{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::sho*"}, {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::*/*"}'
check "policy allows, a Deny for the whole kind" 1 'no: .*another kind' lint policy allows kinds.json -a s3:GetObject
kinds '{"Effect": "Allow", "Action": "kms:*", "Resource": "arn:aws:kms:*:*:alias/app"}'
check "policy allows, an alias is no key" 1 'no: .*another kind' lint policy allows kinds.json -a kms:Decrypt
kinds '{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::shop/*"}'
check "policy allows, a resource policy about another kind" 1 'no: .*another kind' lint policy allows kinds.json -a s3:ListBucket
cat > kinds.yaml <<'YAML'
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}
      Policies:
        - PolicyName: a
          PolicyDocument: {Version: "2012-10-17", Statement: {Effect: Allow, Action: ["s3:*", "iam:PassRole"], Resource: !Sub "${Shop.Arn}/*"}}
  Shop: {Type: AWS::S3::Bucket}
YAML
check "policy allows, a role and another kind" 1 'no: .*another kind' lint policy allows kinds.yaml#Role -a iam:PassRole
check "policy allows, a role and the right kind" 0 'on arn:aws:s3:::Shop/' lint policy allows kinds.yaml#Role -a s3:GetObject

# Whom conditions describe counts, as long as it is someone whom the principal names.
named() { printf '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::%s:role/ci/*"}}}}' "$1" > named.json; }
named 444455556666
check "policy allows, a role with a path in a condition" 0 'by arn:aws:iam::444455556666:role/ci/example' lint policy allows named.json -a s3:GetObject
named 111122223333
check "policy allows, a role of an account that is not named" 1 '^no: ' lint policy allows named.json -a s3:GetObject

# What the catalogue says besides.
check "policy allows, a misspelt action" 0 "no action 's3:GetObjct', did you mean 's3:GetObject'" lint policy allows wide.json -a s3:GetObjct
check "policy allows, a misspelt key" 1 "no key 's3:prefx' of s3:ListBucket, did you mean 's3:prefix'" lint policy allows wide.json -a s3:ListBucket -c s3:prefx=a
check "policy allows, what else it takes" 0 'may need besides: .*iam:PassRole' lint policy allows admin.json -a lambda:CreateFunction
check "policy allows, a wildcard in --on" 0 'no wildcard' lint policy allows admin.json -a s3:GetObject --on 'arn:aws:s3:::shop/*'
