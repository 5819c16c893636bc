# The IAM catalogue: its date, another one by --catalog, and the loss guard of its renewal (docs/catalog.md).
check "version: catalogue date on the second line" 0 '^2 IAM catalogue of 20[0-9-]{8}$' bash -c "'$binary' --version | nl -w1 -s' '"
printf 'Resources: {}\n' > empty.yaml
check "no catalogue" 2 'it is no catalogue of this version' lint scan --catalog empty.yaml empty.yaml
check "catalogue is not there" 2 'it cannot be opened' lint scan --catalog nowhere.db empty.yaml

# A tiny package in the form of the real ones, and what the refresh makes of it.
mkdir -p package/data/{actions,resourceTypes,conditionKeys} package/dist/cjs facts
cat > package/data/actions/toy.json <<'JSON'
{"fly": {"name": "Fly", "accessLevel": "Tagging, Write", "conditionKeys": ["toy:Color"], "dependentActions": ["iam:PassRole"],
  "resourceTypes": [{"name": "kite", "required": true, "conditionKeys": [], "dependentActions": []}]}}
JSON
echo '{"kite": {"key": "kite", "arn": "arn:${Partition}:toy:::kite/${Name}, arn:${Partition}:toy:::k/${Name}"}}' > package/data/resourceTypes/toy.json
echo '{"toy:color": {"key": "toy:Color", "type": "String"}}' > package/data/conditionKeys/toy.json
echo '{"toy": "Toys"}' > package/data/serviceNames.json
echo '' > package/dist/cjs/globalConditionKeys.js
cat > package/dist/managedPolicies.json <<'JSON'
{"ToyAccess": {"arn": "arn:aws:iam::aws:policy/ToyAccess", "latestVersionId": "v2",
  "versions": {"v2": {"createdDate": "2026-01-02T00:00:00.000Z", "document": {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}}}}}
JSON
for role in actions dependents policies; do
    printf '%s\ttoys\t1\t2026-01-03\tMIT\tsha512-x\t%s\n' $role "$PWD/package"
done > sources.tsv
builder=$(dirname "$binary")/catalog-build
if command -v node > /dev/null && [ -x "$builder" ]; then
    extract() { node "$here/tools/catalog/extract.mjs" sources.tsv facts "$@"; }
    holds "facts are made" extract
    holds "an action and all that belongs to it" grep -qxF 'toy:Fly	TW	kite*	toy:Color	iam:PassRole' facts/actions.tsv
    holds "facts become a catalogue" "$builder" facts "$here/tools/catalog/schema.sql" toys.db
    check "its date is reported" 0 '"catalog_date": "2026-01-03"' lint scan --catalog toys.db -f json empty.yaml
    cat > role.yaml <<'YAML'
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/ToyAccess'], AssumeRolePolicyDocument: {Statement: []}}
YAML
    check "its policies are used" 0 'ToyAccess' lint query --catalog toys.db \
        "SELECT policy.name FROM statement_action AS action JOIN statement ON statement.id = action.statement JOIN policy ON policy.id = statement.policy WHERE action.action = '*'" role.yaml
    sed -i 's/, "dependentActions": \["iam:PassRole"\]/, "dependentActions": []/' package/data/actions/toy.json
    check "a lost column is refused" 1 'actions.tsv would lose facts' extract
    holds "nothing was written" grep -qF 'iam:PassRole' facts/actions.tsv
    holds "unless the loss is accepted" extract --accept-loss
    check "facts that contradict each other stop the build" 1 'actions.tsv:3: cart' bash -c \
        "sed 's/kite/cart/' facts/actions.tsv > actions && mv actions facts/actions.tsv && '$builder' facts '$here/tools/catalog/schema.sql' broken.db"
fi
