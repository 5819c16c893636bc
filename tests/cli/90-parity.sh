# One small application, written down four ways, has the same findings.
mkdir -p parity/cfn parity/sam parity/cdk/cdk.out parity/account
cat > parity/cfn/app.yaml <<'Y'
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: app
      AssumeRolePolicyDocument:
        {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}
      Policies:
        - {PolicyName: all, PolicyDocument: {Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: app
      Runtime: python3.6
      Handler: a.b
      Role: !GetAtt Role.Arn
      Code: {S3Bucket: b, S3Key: k}
      Environment: {Variables: {KEY: AKIAIOSFODNN7EXAMPLE}}
  Url:
    Type: AWS::Lambda::Url
    Properties: {AuthType: NONE, TargetFunctionArn: !GetAtt Fn.Arn}
  Grant:
    Type: AWS::Lambda::Permission
    Properties: {Action: "lambda:InvokeFunctionUrl", FunctionName: !Ref Fn, Principal: "*", FunctionUrlAuthType: NONE}
Y
python3 - <<'P'
import json
role = {'RoleName': 'app', 'AssumeRolePolicyDocument': {'Statement': [
    {'Effect': 'Allow', 'Principal': {'Service': 'lambda.amazonaws.com'}, 'Action': 'sts:AssumeRole'}]}}
policy = {'PolicyName': 'all', 'PolicyDocument': {'Statement': [{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}]}}
function = {'FunctionName': 'app', 'Runtime': 'python3.6', 'Handler': 'a.b',
            'Environment': {'Variables': {'KEY': 'AKIAIOSFODNN7EXAMPLE'}}}
arn = {'Fn::GetAtt': ['Role', 'Arn']}
def write(name, value):
    json.dump(value, open('parity/' + name, 'w'), indent=1)
role_resource = {'Type': 'AWS::IAM::Role', 'Properties': {**role, 'Policies': [policy]}}
write('sam/template.json', {'Transform': 'AWS::Serverless-2016-10-31', 'Resources': {'Role': role_resource, 'Fn': {
    'Type': 'AWS::Serverless::Function', 'Properties': {
        **function, 'Role': arn, 'CodeUri': 's3://b/k', 'FunctionUrlConfig': {'AuthType': 'NONE'}}}}})
write('cdk/cdk.out/manifest.json', {'version': '48.0.0', 'artifacts': {
    'App': {'type': 'aws:cloudformation:stack', 'properties': {'templateFile': 'App.template.json'}}}})
write('cdk/cdk.out/App.template.json', {'Resources': {
    'Role': role_resource,
    'Fn': {'Type': 'AWS::Lambda::Function', 'Properties': {**function, 'Role': arn, 'Code': {'S3Bucket': 'b', 'S3Key': 'k'}}},
    'Url': {'Type': 'AWS::Lambda::Url', 'Properties': {
        'AuthType': 'NONE', 'TargetFunctionArn': {'Fn::GetAtt': ['Fn', 'Arn']}}},
    'Grant': {'Type': 'AWS::Lambda::Permission', 'Properties': {
        'Action': 'lambda:InvokeFunctionUrl', 'FunctionName': {'Ref': 'Fn'}, 'Principal': '*', 'FunctionUrlAuthType': 'NONE'}}}})
account = 'arn:aws:iam::123456789012:role/app'
lambda_arn = 'arn:aws:lambda:eu-west-1:123456789012:function:app'
write('account/roles.json', {'RoleDetailList': [{**role, 'Arn': account, 'RolePolicyList': [policy],
                                                  'AttachedManagedPolicies': []}], 'Policies': []})
write('account/functions.json', {'Functions': [{**function, 'FunctionArn': lambda_arn, 'Role': account}]})
write('account/url.json', {'FunctionUrl': 'https://x/', 'FunctionArn': lambda_arn, 'AuthType': 'NONE'})
grant = {'Sid': 'public', 'Effect': 'Allow', 'Principal': '*', 'Action': 'lambda:InvokeFunctionUrl', 'Resource': lambda_arn,
         'Condition': {'StringEquals': {'lambda:FunctionUrlAuthType': 'NONE'}}}
write('account/policy.json', {'Policy': json.dumps({'Version': '2012-10-17', 'Id': 'default', 'Statement': [grant]}), 'RevisionId': 'r'})
P
findings() {
    "$binary" scan --exit-zero -f concise --select FN002,IAM301,PRM011,SEC001 "parity/$1" | grep -oE 'error\[[A-Z0-9]+\]' | sort
}
for dialect in cfn sam cdk account; do
    check "four findings in $dialect" 1 'Found 4 problems' lint scan --select FN002,IAM301,PRM011,SEC001 "parity/$dialect"
    holds "$dialect as CloudFormation" test "$(findings cfn)" = "$(findings $dialect)"
done
mkdir -p parity/app && echo '{"app": "node app.js"}' > parity/app/cdk.json
check "a CDK app without an assembly" 3 "parity/app/cdk.json: .*run 'cdk synth' first" lint scan parity/app
