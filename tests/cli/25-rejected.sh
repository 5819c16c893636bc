# What SAM rejects is a warning with its place; the rest of the template is checked, and only --strict calls it incomplete.
printf 'Transform: AWS::Serverless-2016-10-31
Resources:
  Half:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Runtime: python3.13, CodeUri: src, Timout: 3}
' > rejected.yaml
check "what SAM rejects" 0 "^warning: rejected.yaml:5:75: AWS::Serverless::Function has no property 'Timout'" lint scan rejected.yaml
check "what SAM rejects, strictly" 3 'Timout' lint scan --strict rejected.yaml
check "what SAM rejects, as JSON" 0 '"kind": ?"rejected"' lint scan -f json rejected.yaml
printf "  Open:\n    Type: AWS::Serverless::Function\n    Properties: {Handler: a.b, Runtime: python3.13, CodeUri: src, FunctionUrlConfig: {AuthType: NONE}}\n" >> rejected.yaml
check "the rest of what SAM rejects is checked" 1 'rejected.yaml:8:[0-9]+' lint scan rejected.yaml
sed 's/Timout/Timeout/' rejected.yaml > accepted.yaml
holds "what SAM accepts is not called rejected" bash -c "'$binary' scan --exit-zero -f json accepted.yaml | python3 -c 'import json, sys; sys.exit(bool(json.load(sys.stdin)[\"diagnostics\"]))'"
