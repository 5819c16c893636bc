# Every layer is told why it is undecided, not only the first one.
cat > layers.yaml <<'Y'
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.13, Handler: app.handler}
Resources:
  First:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Layers: ["arn:aws:lambda:eu-west-1:444455556666:layer:one:1"]
  Second:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Layers: ["arn:aws:lambda:eu-west-1:444455556666:layer:two:1"]
Y
check "the first layer has its reason" 0 "on 'First': .*your own account is not known" lint scan --select LAY004 -v layers.yaml
check "and the second" 0 "on 'Second': .*your own account is not known" lint scan --select LAY004 -v layers.yaml
check "--account decides" 1 'LAY004' lint scan --select LAY004 --account 111122223333 layers.yaml
check "either way" 0 'No problems' lint scan --select LAY004 --account 444455556666 layers.yaml
check "so does the pseudo parameter" 1 'LAY004' lint scan --select LAY004 --param AWS::AccountId=111122223333 layers.yaml
