# What other stacks export.
mkdir -p imports
cat > imports/user.yaml <<'Y'
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Code: {ZipFile: x}, Handler: index.handler, Runtime: python3.13, Role: !ImportValue app-role}
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: !ImportValue app-auth}}
Y
check "an import is not known" 0 '' lint scan -f concise --select PRM011 imports
check "--import says it" 1 'user.yaml:5:[0-9]+: .*PRM011' lint scan -f concise --select PRM011 --import app-auth=NONE imports
check "the later counts" 0 '' lint scan -f concise --select PRM011 --import app-auth=NONE --import app-auth=AWS_IAM imports
check "one that nothing imports" 2 '--import app-oth: no resource uses' lint scan --import app-oth=NONE imports
check "one without a value" 2 'write NAME=VALUE' lint scan --import app-auth imports
check "in a query" 0 'arn:aws:iam::111122223333:role/r' lint query --import app-role=arn:aws:iam::111122223333:role/r 'SELECT label(role) AS role FROM function WHERE declared' imports
# What other templates export.
cat > imports/shared.yaml <<'Y'
Resources: {Topic: {Type: 'AWS::SNS::Topic'}}
Outputs: {Auth: {Value: NONE, Export: {Name: app-auth}}}
Y
check "the template that exports it says it" 1 'user.yaml:5:[0-9]+: .*PRM011' lint scan -f concise --select PRM011 imports
check "--import goes before" 0 '' lint scan -f concise --select PRM011 --import app-auth=AWS_IAM imports
cp imports/shared.yaml imports/twice.yaml
check "of two nobody knows" 0 'exported by several' lint scan -v --select PRM011 imports
