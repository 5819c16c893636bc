# Nested stacks by a local path: the parent's values are those of the nested template's parameters.
mkdir -p nested/inner
cat > nested/parent.yaml <<'Y'
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./inner/child.yaml, Parameters: {Auth: NONE, Name: !Ref AWS::StackName}}
  Far: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://example.com/far.yaml'}}
Y
cat > nested/inner/child.yaml <<'Y'
Parameters:
  Auth: {Type: String, Default: AWS_IAM}
  Name: {Type: String}
Resources:
  Url: {Type: 'AWS::Lambda::Url', Properties: {AuthType: !Ref Auth, TargetFunctionArn: !Ref Name}}
Y
check "the parent's value" 1 'inner/child.yaml:5:[0-9]+: .*PRM011' lint scan -f concise nested
check "alone the default counts" 0 '' lint scan nested/inner/child.yaml
check "the command line wins" 0 '' lint scan --param Auth=AWS_IAM nested
check "a remote stack is told" 1 "'Far' may add resources" lint scan nested
holds "a local one is not" bash -c "! '$binary' scan nested | grep -F \"'Inner' may add\""
cp nested/parent.yaml nested/second.yaml
check "each parent gives its own" 1 'Found 1 problem' lint scan nested
holds "and the finding names both" bash -c "'$binary' scan nested | grep -c \"in the nested stack 'Inner'\" | grep -qx 2"
sed -i 's/NONE/AWS_IAM/' nested/parent.yaml nested/second.yaml
check "no parent leaves it open" 0 '' lint scan nested
check "a template beside its parent is read" 0 'in 1 file' lint scan -v nested/parent.yaml
cat > nested/inner/round.yaml <<'Y'
Resources:
  Again: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: round.yaml}}
Y
check "a template in itself" 0 "'Again' may add .* one of those around it" lint scan nested/inner/round.yaml
# Of templates that contain each other the first is the outer one; what they contain besides is no unit of its own.
mkdir -p circle
printf 'Resources: {Q: {Type: AWS::SQS::Queue}}\n' > circle/child.yaml
printf 'Resources: {Back: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: root.yaml}}}\n' > circle/loop.yaml
printf 'Resources:\n  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}\n  Loop: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: loop.yaml}}\n' > circle/root.yaml
check "templates that contain each other" 0 '^"circle/loop.yaml","1"' lint query -f csv "SELECT unit, count(*) FROM world" circle
