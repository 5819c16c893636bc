# A value that a rule about secrets names is in no report, whatever is selected and wherever it would show.
cat > secret.yaml <<'Y'
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.8
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/fn
      Code: {ZipFile: x}
      Environment: {Variables: {AWS_KEY: AKIAIOSFODNN7EXAMPLE, KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}, Oops: 1}
      Timeout: 3
Y
for format in text concise json sarif; do
    for choice in "" "--ignore SEC" "--select FN001" "--persona auditor -v --show-suppressed"; do
        # shellcheck disable=SC2086
        holds "no secret in $format $choice" bash -c "! '$binary' scan -f $format $choice secret.yaml 2>&1 | grep -E 'AKIAIOSFODNN7|wJalrXUtnFEMI'"
    done
done
for format in table json csv; do
    holds "no secret in a query as $format" bash -c "! '$binary' query --format $format 'SELECT name, value, value_partial FROM environment_variable' secret.yaml | grep -E 'AKIAIOSFODNN7|wJalrXUtnFEMI'"
done
check "the secret is reported all the same" 1 'SEC001.*AWS_KEY|AWS_KEY' lint scan secret.yaml
check "and recognisable" 1 'AKIA[*]+' lint scan secret.yaml
