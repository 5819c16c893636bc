# CDK: findings stand on the lines of the app that made the resources, wherever the assembly was written.
mkdir -p cdk/lib cdk/cdk.out/asset.1 cdk/node_modules/aws-cdk-lib
cat > cdk/lib/shop.ts <<'T'
import * as lambda from 'aws-cdk-lib/aws-lambda';

export class Shop extends Stack {
  constructor(scope: Construct) {
    const fn = new lambda.Function(this, 'Checkout', {});
    fn.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
  }
}
T
echo cdk.out > cdk/.gitignore
echo 'new Function();' > cdk/node_modules/aws-cdk-lib/function.js
cat > cdk/cdk.out/manifest.json <<'J'
{"version": "48.0.0", "artifacts": {
  "Shop": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json"},
    "additionalMetadataFile": "Shop.metadata.json"},
  "Old": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Old.template.json"}, "metadata": {
    "/Old/Url/Resource": [{"type": "aws:cdk:logicalId", "data": "Url", "trace": [
      "new Url (C:\\build\\node_modules\\aws-cdk-lib\\url.js:1:1)", "at new Shop (C:\\build\\lib\\shop.ts:6:8)"]}],
    "/Old/Lost/Resource": [{"type": "aws:cdk:logicalId", "data": "Lost", "trace": [
      "new Lost (/gone/lost.ts:1:1)", "at new Shop (/home/ci/app/lib/shop.ts:999:1)", "7", ":::", "(:1:2)"]}]}}}}
J
cat > cdk/cdk.out/Shop.metadata.json <<'J'
{"/Shop/Checkout/FunctionUrl/Resource": [{"type": "aws:cdk:logicalId", "data": "CheckoutUrl"},
  {"type": "aws:cdk:creationStack", "data": ["...new FunctionUrl in aws-cdk-lib...",
    "fn.addFunctionUrl (/home/dev/shop/node_modules/aws-cdk-lib/function.js:1:1)",
    "new Shop (/home/dev/shop/lib/shop.ts:6:8)", "...node internals..."]}],
 "/Shop/Checkout/Resource": [{"type": "aws:cdk:logicalId", "data": "Checkout"},
  {"type": "aws:cdk:creationStack", "data": ["new Shop (file:///home/dev/shop/lib/shop.ts:5:16)"]}]}
J
cat > cdk/cdk.out/Shop.template.json <<'J'
{"Resources": {
  "Checkout": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "python3.6", "Handler": "a.b",
    "Environment": {"Variables": {"KEY": "AKIAIOSFODNN7EXAMPLE"}},
    "Role": "arn:aws:iam::123456789012:role/r", "Code": {"S3Bucket": "b", "S3Key": "k"}}},
  "CheckoutUrl": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE",
    "TargetFunctionArn": {"Fn::GetAtt": ["Checkout", "Arn"]}}}}}
J
cat > cdk/cdk.out/Old.template.json <<'J'
{"Resources": {
  "Url": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE", "TargetFunctionArn": "f"}},
  "Lost": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE", "TargetFunctionArn": "g"}}}}
J
cat > cdk/cdk.out/ShopNested.nested.template.json <<'J'
{"Resources": {
  "Inner": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE", "TargetFunctionArn": "inner"},
    "Metadata": {"aws:cdk:path": "Shop/Checkout/FunctionUrl/Resource"}},
  "Other": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE", "TargetFunctionArn": "other"},
    "Metadata": {"aws:cdk:path": "Shop/Elsewhere/Url"}}}}
J
cp cdk/cdk.out/Old.template.json cdk/cdk.out/asset.1/template.json
check "the app's own line" 1 '^cdk/lib/shop.ts:6:8: .*PRM011' lint scan -f concise cdk
check "the template's line beside it" 1 '^5 .*AuthType": "NONE",$' lint scan cdk
check "a whole file URL" 1 '^cdk/lib/shop.ts:5:16: .*FN002' lint scan -f concise cdk
check "what cannot be placed stays in the template" 1 '^cdk/cdk.out/Old.template.json:3:67: .*PRM011' \
    lint scan -f concise cdk
check "a secret stays where it is" 1 '^cdk/cdk.out/Shop.template.json:3:[0-9]+: .*SEC' lint scan -f concise cdk
check "the construct in SARIF" 1 '"Shop/Checkout/FunctionUrl/Resource"' lint scan -f sarif cdk
check "a nested stack by its paths" 1 "^cdk/lib/shop.ts:6:8: .*'inner'" lint scan -f concise cdk
check "a path that only the template knows" 1 '"construct": "Shop/Elsewhere/Url"' lint scan -f json cdk
check "why a stack is read" 0 'Shop.template.json: cdk: a stack' lint scan --list-files --why cdk
check "only assemblies" 0 'cdk.out/Old.template.json' lint scan --kind cdk --list-files cdk
holds "no other machine's paths" bash -c "! '$binary' scan -f json cdk | grep -E '/home/dev|/home/ci|C:'"
holds "assets are not scanned" bash -c "! '$binary' scan --list-files --why cdk | grep -F asset."
holds "from inside the assembly" bash -c "cd cdk/cdk.out && '$binary' scan --exit-zero -f concise . --root .. | grep -F '../lib/shop.ts:6:8'"
# the committed application (fixtures/scans/cdk-app): SARIF places results in the program, and the template beside them
cp -r "$here/fixtures/scans/cdk-app/app" committed
holds "no absolute path in any format" bash -c "for f in text concise json sarif; do ! '$binary' scan --exit-zero -v -f \$f --root . committed | grep -E '/home/|$work' || exit 1; done"
lint scan --exit-zero -f sarif --root . --persona auditor committed > committed.sarif
holds "results in the program have the template's line beside them" python3 - <<'P'
import json
results = json.load(open('committed.sarif'))['runs'][0]['results']
place = lambda location: location['physicalLocation']['artifactLocation']['uri']
in_program = [r for r in results if place(r['locations'][0]).endswith(('.ts', '.py'))]
assert len(in_program) > 5, len(in_program)
for result in in_program:
    beside = [place(l) for l in result['relatedLocations'] if l['message']['text'] == 'in the template that it makes']
    assert beside and beside[0].startswith('committed/cdk.out/'), result['ruleId']
    assert any(n['kind'] == 'member' or '/' in n['fullyQualifiedName'] for n in result['locations'][0]['logicalLocations'])
P
holds "the program of another machine" bash -c "mkdir elsewhere && mv committed elsewhere/shop && '$binary' scan --exit-zero -f concise --root elsewhere elsewhere | grep -F 'elsewhere/shop/lib/shop-stack.ts:15:14'"
holds "without the program" bash -c "rm -r elsewhere/shop/lib elsewhere/shop/bin && '$binary' scan --exit-zero -f concise --root elsewhere elsewhere | grep -E 'Shop.template.json:.*PRM011'"
# tools that keep their assemblies elsewhere, where git does not look
for place in .amplify/artifacts/cdk.out .sst/dist; do
    mkdir -p kept/$place && cp cdk/cdk.out/manifest.json cdk/cdk.out/Old.template.json kept/$place/
done
mkdir -p kept/.sst/artifacts && cp cdk/cdk.out/Old.template.json kept/.sst/artifacts/
printf '.sst\n.amplify\n' > kept/.gitignore
holds "assemblies of Amplify and SST" test "$(lint scan --list-files kept | tr '\n' ' ')" = "kept/.amplify/artifacts/cdk.out/Old.template.json kept/.sst/dist/Old.template.json "
check "may be excluded" 0 '^kept/.sst/dist/Old.template.json$' lint scan --list-files --exclude .amplify kept
# a program that was run without `cdk synth`: assets only by their keys, and two stages of one stack
mkdir -p bare/app bare/cdk.out/assembly-Prod bare/cdk.out/asset.0a
cp cdk/lib/shop.ts bare/app/
cat > bare/cdk.out/manifest.json <<'J'
{"version": "48.0.0", "artifacts": {
  "Dev.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Dev.assets.json"}},
  "assembly-Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}},
  "Dev": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Dev.template.json"}, "metadata": {
    "/Dev/Fn/Resource": [{"type": "aws:cdk:logicalId", "data": "Fn", "trace": ["new Shop (/ci/app/shop.ts:5:16)"]}],
    "/Dev/Fn/Url": [{"type": "aws:cdk:logicalId", "data": "Url", "trace": ["(no user code in 10 frames)"]}]}}}}
J
cat > bare/cdk.out/Dev.assets.json <<'J'
{"version": "48.0.0", "files": {
  "0a": {"source": {"path": "asset.0a", "packaging": "zip"}, "destinations": {"here": {"objectKey": "0a.zip"}}},
  "1b": {"source": {"path": "Inner.nested.template.json"}, "destinations": {"here": {"objectKey": "1b.json"}}}}}
J
cat > bare/cdk.out/Dev.template.json <<'J'
{"Resources": {
  "Fn": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "python3.6", "Handler": "a.b",
    "Role": "arn:aws:iam::123456789012:role/r", "Code": {"S3Bucket": "b", "S3Key": "0a.zip"}}},
  "Url": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE", "TargetFunctionArn": {"Ref": "Fn"}}},
  "Inner": {"Type": "AWS::CloudFormation::Stack", "Properties": {"Parameters": {"Auth": "NONE"}, "TemplateURL":
    {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::Region"}, ".amazonaws.com/b", "/1b.json"]]}}}}}
J
cat > bare/cdk.out/Inner.nested.template.json <<'J'
{"Parameters": {"Auth": {"Type": "String"}}, "Resources": {
  "Deep": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": {"Ref": "Auth"}, "TargetFunctionArn": "deep"}}}}
J
sed -e 's/Dev/Prod/g' -e '/cloud-assembly/d' bare/cdk.out/manifest.json > bare/cdk.out/assembly-Prod/manifest.json
sed -e 's/"asset/"..\/asset/' -e 's/Inner.nested/ProdInner.nested/' bare/cdk.out/Dev.assets.json > bare/cdk.out/assembly-Prod/Prod.assets.json
cp bare/cdk.out/Dev.template.json bare/cdk.out/assembly-Prod/Prod.template.json
cp bare/cdk.out/Inner.nested.template.json bare/cdk.out/assembly-Prod/ProdInner.nested.template.json
check "an asset by its key" 0 'asset.0a' lint query "SELECT code_path FROM function WHERE declared" bare
check "an asset of a stage" 0 '[.][.]/asset.0a' lint query "SELECT code_path FROM function WHERE declared" bare
check "a nested stack by its key" 1 'bare/cdk.out/Inner.nested.template.json:.*PRM011' lint scan -f concise bare
check "what is said of two stacks is said once" 1 '^1$' bash -c "'$binary' scan -f concise bare | grep -c 'FN00'; exit 1"
check "with both templates beside it" 1 'assembly-Prod/Prod.template.json' lint scan bare
check "the construct around one without a line" 1 '^bare/app/shop.ts:5:16: .*PRM011' lint scan -f concise bare
