# One small application, written down as SAM, as the CloudFormation it expands to, as a CDK assembly and as answers of the
# AWS CLI, has the same findings: fixtures/parity. Names that AWS makes up are put back to those of the template, and
# places and the order do not count.
parity() {
    "$binary" scan --exit-zero -f concise --persona auditor --account 123456789012 --ignore SUP001 "$here/fixtures/parity/$1" |
        sed -E 's/^[^ ]* //; s|arn:aws:kms:[a-z0-9:-]+:key/[0-9a-f-]+|Key|; s/subnet-[0-9a-f]+/Subnet/; s/sg-[0-9a-f]+/Group/' | sort -u
}
# SUP001 is undecided for an account: nobody can see that no code signing is configured.
parity sam > parity.txt
for rule in ENV003 ENV004 EVT017 EVT018 FN001 FN008 FN009 IAM303 IAM305 IAM320 IAM401 LAY004 NET001 NET004 NET005 OBS001 OBS004 \
    PRM001 PRM011 REL001 REL007 SEC001; do
    holds "the application breaks $rule" grep -qF "[$rule]" parity.txt
done
for dialect in cloudformation cdk account; do
    holds "$dialect says what SAM says" bash -c "$(declare -f parity); here='$here' binary='$binary'; parity $dialect | diff parity.txt -"
done
mkdir -p parity/app && echo '{"app": "node app.js"}' > parity/app/cdk.json
check "a CDK app without an assembly" 3 "parity/app/cdk.json: .*run 'cdk synth' first" lint scan parity/app
