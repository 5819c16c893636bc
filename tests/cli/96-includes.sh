# AWS::Include: what an included file says counts, and findings stand in it.
mkdir -p include/api include/other
cat > include/template.yaml <<'T'
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./api/functions.yaml}}
  Remote:
    Type: AWS::SQS::Queue
    Properties:
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://bucket/queue.yaml}}
T
cat > include/api/functions.yaml <<'T'
Open:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: python3.13
    Handler: app.handler
    CodeUri: src/
    Fn::Transform: {Name: AWS::Include, Parameters: {Location: url.yaml}}
T
cat > include/api/url.yaml <<'T'
FunctionUrlConfig:
  AuthType: NONE
T
check "a finding in an included file" 1 '^include/api/url.yaml:2:13: .*PRM011' lint scan -f concise include
check "the file that includes it belongs to it" 1 'functions.yaml:1:1' lint scan include/template.yaml
check "a remote file stays unknown" 1 "s3://bucket/queue.yaml' holds is not known: it lies elsewhere" lint scan include
cat > include/other/template.yaml <<'T'
Resources:
  Q: {Type: 'AWS::SQS::Queue', Properties: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: broken.yaml}}}}
  R: {Type: 'AWS::SQS::Queue', Properties: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: ../../include.yaml}}}}
  S: {Type: 'AWS::SQS::Queue', Properties: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: template.yaml}}}}
T
printf 'a: [1\nb: 2\n' > include/other/broken.yaml
echo 'QueueName: q' > include.yaml
check "a broken file" 3 '--> include/other/broken.yaml:2:2' lint scan include/other --root include
check "a broken file where it is named" 3 "'broken.yaml' holds is not known: it cannot be parsed" \
    lint scan include/other --root include
check "a file outside of the root" 3 'it lies outside of the root' lint scan include/other --root include
check "a file that includes itself" 3 'it includes itself' lint scan include/other --root include
