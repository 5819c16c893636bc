# What roles may do at most: --guardrail, the configuration, and the tables that list actions.
rules=$here/fixtures/rules/beyond-guardrail
cp "$rules/guardrail.json" "$rules/bad.yaml" "$rules/good.yaml" "$rules/undecided.yaml" .
asks() { lint query "$1" bad.yaml good.yaml undecided.yaml --no-config --format csv --guardrail guardrail.json; }
check "a role beyond the guardrail" 1 'IAM701.*Wide' lint scan bad.yaml --no-config --guardrail guardrail.json -f concise
check "nothing is asked without one" 0 '' lint scan bad.yaml --no-config --select IAM701
mkdir -p conf
printf 'guardrail: ../guardrail.json\n' > conf/lambdalint.yml
check "the configuration names it" 1 'IAM701' lint scan bad.yaml --select IAM701 -c conf/lambdalint.yml
check "it must be there" 2 'missing.json: ' lint scan bad.yaml --guardrail missing.json
echo '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Actions": "s3:*", "Resource": "*"}}' > wrong.json
check "it must be right" 2 "no element 'Actions'" lint scan bad.yaml --guardrail wrong.json
check "what a role may do beyond it" 0 '^"Wide","s3:DeleteObject","Write","arn:aws:s3:::shop/example","1"' \
    asks "SELECT entity.label, e.action, e.level, e.resource, e.beyond FROM role JOIN entity ON entity.id = role.id,
          excess(role.id, guardrail()) AS e WHERE e.action LIKE 's3:Del%'"
check "what a role may do at all" 0 '^"Narrow","s3:GetObject","1"' \
    asks "SELECT entity.label, g.action, g.granted FROM role JOIN entity ON entity.id = role.id, effective_grant(role.id) AS g"
check "what its boundary cuts is not among it" 0 '^"0"' \
    asks "SELECT count(*) FROM role JOIN entity ON entity.id = role.id, effective_grant(role.id) AS g
          WHERE entity.label = 'Bounded' AND g.action NOT LIKE 'sqs:%' AND g.action <> 'sts:GetCallerIdentity'" # which nobody can deny
check "an unknown policy has a row of its own" 0 "Shared.*it is whatever parameter 'SharedPolicyArn' names" \
    asks "SELECT entity.label, g.action, g.granted, g.reason FROM role JOIN entity ON entity.id = role.id,
          effective_grant(role.id) AS g WHERE g.granted IS NULL"
check "no guardrail is no bound" 0 '^"0"' lint query "SELECT count(*) FROM role, excess(role.id, guardrail()) AS e" bad.yaml --format csv
