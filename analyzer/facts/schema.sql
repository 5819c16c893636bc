-- The facts database: typed tables in AWS's own terms. docs/schema.md is made from this file by tools/schema-docs.
--
-- NULL is unknown, and nothing else is NULL. DEFAULT says what AWS does when the property is absent: '' or the number
-- that the comment names. Booleans are 1 and 0, times seconds, sizes MB, text as AWS spells it.
-- Every table of entities begins with
--   id        unique over all tables
--   world     the world it belongs to (table world)
--   declared  1: the input declares it; 0: it is named there (external), or nobody can tell what it is
--   present   1, or NULL: there may be such a thing
-- Links (REFERENCES) are never NULL: 0 is none, and an unknown target is a row of NULLs. ON DELETE CASCADE marks the
-- link of a member to what it is a member of. REFERENCES entity: the target may be of several tables.
-- `x_partial` keeps the pieces of a text with holes, {identity}; literal braces are doubled there. When x is known,
-- x_partial is that text. has_x says whether there is one: a reference counts even when its value is unknown.
-- In the comments, names in CamelCase are properties of the page named above the table.

-- One consistent choice for everything the conditions of a unit depend on. Every row belongs to one world and links
-- never leave it.
CREATE TABLE world(
    id INTEGER PRIMARY KEY, -- number of the world over all units
    unit TEXT NOT NULL, -- path of the root template
    number INTEGER NOT NULL, -- number of the world in its unit, from 0: the one of all defaults
    name TEXT NOT NULL, -- '' for the world of all defaults, else the choice in words: Env = prod
    more INTEGER DEFAULT 0 -- 0, or NULL when the input itself hides resources (macro, remote nested stack)
);

-- A parameter of a template.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/parameters-section-structure.html
CREATE TABLE parameter(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT, -- logical id
    type TEXT, -- Type: String, Number, AWS::SSM::Parameter::Value<String> …
    has_default INTEGER, -- Default is given
    "default" TEXT DEFAULT '', -- Default as text; '' when there is none
    no_echo INTEGER DEFAULT 0 -- NoEcho
);

-- A Lambda runtime of the dated table analyzer/facts/data/runtimes.tsv (world 0), or a name that the table does not
-- know (external). Dates are YYYY-MM-DD; 9999-12-31 where none is announced.
-- Page: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
CREATE TABLE runtime(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT, -- identifier: nodejs22.x
    deprecated_on TEXT, -- date of deprecation
    create_blocked_on TEXT, -- from this day no function can be created with it
    update_blocked_on TEXT, -- from this day no function with it can be updated
    preview INTEGER -- public preview: not for production, no dates
);

-- A Lambda function: AWS::Lambda::Function and what describes it elsewhere (event invoke configuration, runtime
-- management).
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
CREATE TABLE function(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- FunctionName; '' when CloudFormation chooses it
    name_partial TEXT DEFAULT '', -- the name with holes: {param:Env}-orders
    runtime TEXT DEFAULT '', -- Runtime; '' for images
    runtime_facts INTEGER NOT NULL DEFAULT 0 REFERENCES runtime, -- its row in the table of runtimes; 0 for images
    handler TEXT DEFAULT '', -- Handler; '' for images
    package_type TEXT DEFAULT 'Zip', -- PackageType: Zip, Image
    architecture TEXT DEFAULT 'x86_64', -- Architectures: x86_64, arm64
    timeout INTEGER DEFAULT 3, -- Timeout, seconds
    memory_size INTEGER DEFAULT 128, -- MemorySize, MB
    ephemeral_storage INTEGER DEFAULT 512, -- EphemeralStorage.Size, MB
    tracing_mode TEXT DEFAULT 'PassThrough', -- TracingConfig.Mode: Active, PassThrough
    recursive_loop TEXT DEFAULT 'Terminate', -- RecursiveLoop: Allow, Terminate
    reserved_concurrency INTEGER DEFAULT -1, -- ReservedConcurrentExecutions; -1: unreserved
    update_runtime_on TEXT DEFAULT 'Auto', -- RuntimeManagementConfig.UpdateRuntimeOn: Auto, FunctionUpdate, Manual
    snap_start TEXT DEFAULT 'None', -- SnapStart.ApplyOn: PublishedVersions, None
    tenant_isolation TEXT DEFAULT '', -- TenancyConfig.TenantIsolationMode: PER_TENANT; '' none
    durable INTEGER DEFAULT 0, -- DurableConfig is given
    log_format TEXT DEFAULT 'Text', -- LoggingConfig.LogFormat: Text, JSON
    application_log_level TEXT DEFAULT '', -- LoggingConfig.ApplicationLogLevel; '' not given
    has_inline_code INTEGER DEFAULT 0, -- Code.ZipFile is given
    image_uri TEXT DEFAULT '', -- Code.ImageUri; '' for archives
    image_uri_partial TEXT DEFAULT '', -- the same with holes
    code_bucket INTEGER NOT NULL DEFAULT 0 REFERENCES bucket, -- Code.S3Bucket
    code_path TEXT DEFAULT '', -- where its code is, seen from the template: CodeUri, Code as text, the asset of the CDK; '' not local
    has_code_version INTEGER DEFAULT 0, -- Code.S3ObjectVersion is given
    role INTEGER NOT NULL DEFAULT 0 REFERENCES role, -- Role, the execution role
    has_kms_key INTEGER DEFAULT 0, -- KmsKeyArn is given
    kms_key INTEGER NOT NULL DEFAULT 0 REFERENCES kms_key, -- KmsKeyArn
    has_vpc INTEGER DEFAULT 0, -- VpcConfig with at least one subnet
    ipv6_dual_stack INTEGER DEFAULT 0, -- VpcConfig.Ipv6AllowedForDualStack
    has_code_signing INTEGER DEFAULT 0, -- CodeSigningConfigArn is given
    code_signing INTEGER NOT NULL DEFAULT 0 REFERENCES code_signing_config, -- CodeSigningConfigArn
    has_dead_letter INTEGER DEFAULT 0, -- DeadLetterConfig.TargetArn is given
    dead_letter INTEGER NOT NULL DEFAULT 0 REFERENCES entity, -- DeadLetterConfig.TargetArn: a queue or a topic
    has_failure_destination INTEGER DEFAULT 0, -- EventInvokeConfig.DestinationConfig.OnFailure is given
    failure_destination INTEGER NOT NULL DEFAULT 0 REFERENCES entity, -- EventInvokeConfig.DestinationConfig.OnFailure: queue, topic, function, event bus, bucket
    log_group INTEGER NOT NULL DEFAULT 0 REFERENCES log_group, -- LoggingConfig.LogGroup, else the declared group /aws/lambda/<name>, else an implied one
    capacity_provider INTEGER NOT NULL DEFAULT 0 REFERENCES entity, -- CapacityProviderConfig
    published INTEGER DEFAULT 0, -- a version or alias of it is declared
    edge INTEGER DEFAULT 0 -- Lambda@Edge: associated with a CloudFront distribution
);

-- A variable of Environment.Variables.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-environment.html
CREATE TABLE environment_variable(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function ON DELETE CASCADE, -- the function
    name TEXT, -- name of the variable
    value TEXT, -- its value
    value_partial TEXT, -- the value with holes
    origin TEXT, -- where the value comes from in the end: literal, parameter, secret (a dynamic reference), attribute (of a resource)
    parameter INTEGER NOT NULL DEFAULT 0 REFERENCES parameter -- the parameter that it is, or that its text hands on as in user:${Password}@host
);

-- A member of Layers.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
CREATE TABLE function_layer(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function ON DELETE CASCADE, -- the function
    layer_version INTEGER NOT NULL DEFAULT 0 REFERENCES layer_version -- the version of a layer
);

-- A version of a layer, declared or named by its ARN.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html
CREATE TABLE layer_version(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- LayerName
    account TEXT DEFAULT '', -- account of the ARN, 12 digits; '' for declared ones
    version INTEGER DEFAULT 0, -- number of the version; 0 for declared ones
    has_version INTEGER DEFAULT 1, -- the ARN names a version
    arn TEXT DEFAULT '', -- the ARN; '' for declared ones
    arn_partial TEXT DEFAULT '' -- the ARN with holes
);

-- A grant on a version of a layer.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversionpermission.html
CREATE TABLE layer_permission(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    layer_version INTEGER NOT NULL DEFAULT 0 REFERENCES layer_version ON DELETE CASCADE, -- the version
    action TEXT COLLATE NOCASE, -- Action
    principal TEXT, -- Principal: an account or *
    principal_partial TEXT, -- the same with holes
    has_organization INTEGER DEFAULT 0 -- OrganizationId is given
);

-- A member of VpcConfig.SubnetIds.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-vpcconfig.html
CREATE TABLE function_subnet(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function ON DELETE CASCADE, -- the function
    subnet INTEGER NOT NULL DEFAULT 0 REFERENCES subnet -- the subnet
);

-- A member of VpcConfig.SecurityGroupIds.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-vpcconfig.html
CREATE TABLE function_security_group(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function ON DELETE CASCADE, -- the function
    security_group INTEGER NOT NULL DEFAULT 0 REFERENCES security_group -- the security group
);

-- A member of FileSystemConfigs.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-filesystemconfig.html
CREATE TABLE function_file_system(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function ON DELETE CASCADE, -- the function
    access_point INTEGER NOT NULL DEFAULT 0 REFERENCES access_point, -- Arn
    mount_path TEXT -- LocalMountPath
);

-- A tag of a function.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-tag.html
CREATE TABLE function_tag(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function ON DELETE CASCADE, -- the function
    key TEXT, -- Key
    value TEXT -- Value
);

-- An alias of a function.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html
CREATE TABLE alias(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function ON DELETE CASCADE, -- FunctionName
    name TEXT, -- Name
    version TEXT, -- FunctionVersion
    provisioned_concurrency INTEGER DEFAULT 0 -- ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions
);

-- A function URL.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html
CREATE TABLE function_url(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function ON DELETE CASCADE, -- TargetFunctionArn
    qualifier TEXT DEFAULT '', -- Qualifier; '' for the function itself
    auth_type TEXT, -- AuthType: AWS_IAM, NONE
    invoke_mode TEXT DEFAULT 'BUFFERED', -- InvokeMode: BUFFERED, RESPONSE_STREAM
    cors_credentials INTEGER DEFAULT 0 -- Cors.AllowCredentials
);

-- A member of Cors.AllowOrigins.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-url-cors.html
CREATE TABLE function_url_origin(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    function_url INTEGER NOT NULL DEFAULT 0 REFERENCES function_url ON DELETE CASCADE, -- the function URL
    origin TEXT -- the origin; * is any
);

-- A statement of a function's resource policy: AWS::Lambda::Permission.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
CREATE TABLE permission(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function ON DELETE CASCADE, -- FunctionName
    qualifier TEXT DEFAULT '', -- alias or version of FunctionName; '' none
    action TEXT COLLATE NOCASE, -- Action
    principal TEXT, -- Principal: a service, an account, *
    principal_partial TEXT, -- the same with holes
    has_source_arn INTEGER DEFAULT 0, -- SourceArn is given
    source_arn TEXT DEFAULT '', -- SourceArn; '' absent
    source_arn_partial TEXT DEFAULT '', -- the same with holes
    source INTEGER NOT NULL DEFAULT 0 REFERENCES entity, -- what SourceArn names: api, bucket, topic, event_rule, log_group, …
    has_source_account INTEGER DEFAULT 0, -- SourceAccount is given
    source_account TEXT DEFAULT '', -- SourceAccount; '' absent
    has_organization INTEGER DEFAULT 0, -- PrincipalOrgID is given
    function_url_auth_type TEXT DEFAULT '', -- FunctionUrlAuthType: AWS_IAM, NONE; '' absent
    invoked_via_function_url INTEGER DEFAULT 0, -- InvokedViaFunctionUrl
    has_event_source_token INTEGER DEFAULT 0, -- EventSourceToken is given
    event_source_token TEXT DEFAULT '', -- EventSourceToken; '' absent
    implied INTEGER DEFAULT 0 -- 1: nobody wrote it, AWS or SAM implies it; its place is what implies it
);

-- An event source mapping: Lambda polls the source.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
CREATE TABLE event_source_mapping(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function ON DELETE CASCADE, -- FunctionName
    qualifier TEXT DEFAULT '', -- alias or version of FunctionName; '' none
    source INTEGER NOT NULL DEFAULT 0 REFERENCES entity, -- EventSourceArn: queue, stream, dynamodb_table, …
    batch_size INTEGER, -- BatchSize; absent: 10 for queues, 100 for streams
    enabled INTEGER DEFAULT 1, -- Enabled
    has_filter INTEGER DEFAULT 0, -- FilterCriteria is given
    has_failure_destination INTEGER DEFAULT 0, -- DestinationConfig.OnFailure is given
    failure_destination INTEGER NOT NULL DEFAULT 0 REFERENCES entity, -- DestinationConfig.OnFailure: queue, topic, bucket
    maximum_retry_attempts INTEGER DEFAULT -1, -- MaximumRetryAttempts; -1: without end
    maximum_record_age INTEGER DEFAULT -1, -- MaximumRecordAgeInSeconds, seconds; -1: without end
    bisect INTEGER DEFAULT 0, -- BisectBatchOnFunctionError
    reports_batch_failures INTEGER DEFAULT 0, -- FunctionResponseTypes holds ReportBatchItemFailures
    maximum_concurrency INTEGER DEFAULT 0, -- ScalingConfig.MaximumConcurrency; 0: no bound
    has_kms_key INTEGER DEFAULT 0 -- KmsKeyArn is given
);

-- Whatever starts a function: one row for each way in, made from permissions, mappings, routes and URLs.
-- Page: https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
CREATE TABLE trigger(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function ON DELETE CASCADE, -- the function that is started
    qualifier TEXT DEFAULT '', -- alias or version; '' none
    kind TEXT, -- function_url, api, load_balancer, bucket, topic, queue, stream, table, bus, schedule, logs, config, cognito, iot, alexa, edge, other
    source INTEGER NOT NULL DEFAULT 0 REFERENCES entity, -- what starts it
    synchronous INTEGER, -- 1: the caller waits or Lambda polls; 0: asynchronous, the event is queued by Lambda
    unauthenticated INTEGER, -- an unauthenticated caller on the internet can start it
    implied INTEGER DEFAULT 0 -- 1: nobody wrote it, AWS or SAM implies it; its place is what implies it
);

-- An IAM role.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
CREATE TABLE role(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- RoleName; '' when CloudFormation chooses it
    name_partial TEXT DEFAULT '', -- the name with holes: {param:Env}-orders
    trust INTEGER NOT NULL DEFAULT 0 REFERENCES policy, -- AssumeRolePolicyDocument
    has_permissions_boundary INTEGER DEFAULT 0, -- PermissionsBoundary is given
    permissions_boundary INTEGER NOT NULL DEFAULT 0 REFERENCES policy, -- PermissionsBoundary
    implied INTEGER DEFAULT 0 -- 1: nobody wrote it, AWS or SAM implies it; its place is what implies it
);

-- A policy of a role: inline, attached and managed alike.
-- Page: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
CREATE TABLE role_policy(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    role INTEGER NOT NULL DEFAULT 0 REFERENCES role ON DELETE CASCADE, -- the role
    policy INTEGER NOT NULL DEFAULT 0 REFERENCES policy -- the policy
);

-- A policy document. Managed policies of AWS that the catalogue holds are known rows with declared = 0.
-- Page: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
CREATE TABLE policy(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    kind TEXT, -- inline, managed, trust, resource, boundary, session, scp, rcp, endpoint, guardrail
    name TEXT DEFAULT '', -- PolicyName or ManagedPolicyName; '' none
    aws_managed INTEGER DEFAULT 0, -- a managed policy of AWS
    catalogued INTEGER NOT NULL DEFAULT 0, -- 1: the statements are not the input's, they come from the IAM catalogue
    arn TEXT DEFAULT '', -- the ARN of a managed policy; '' none
    document_version TEXT DEFAULT '', -- Version; '' absent
    alone INTEGER NOT NULL DEFAULT 0, -- 1: a file of its own: what it is the policy of is not in the input
    guessed INTEGER NOT NULL DEFAULT 0, -- 1: such a file that names principals, taken for a resource policy; it may be one of an endpoint
    implied INTEGER DEFAULT 0 -- 1: nobody wrote it, AWS or SAM implies it; its place is what implies it
);

-- A statement of a policy.
-- Page: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html
CREATE TABLE statement(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    policy INTEGER NOT NULL DEFAULT 0 REFERENCES policy ON DELETE CASCADE, -- the policy
    sid TEXT DEFAULT '', -- Sid; '' absent
    sid_taken INTEGER DEFAULT 0, -- an earlier statement of the policy has the same Sid
    effect TEXT, -- Effect: Allow, Deny
    not_action INTEGER DEFAULT 0, -- NotAction is used
    not_resource INTEGER DEFAULT 0, -- NotResource is used
    not_principal INTEGER DEFAULT 0, -- NotPrincipal is used
    has_condition INTEGER DEFAULT 0, -- Condition is given and not empty
    action_given INTEGER DEFAULT 0, -- Action or NotAction is given; a given but empty list has no rows
    resource_given INTEGER DEFAULT 0, -- Resource or NotResource is given
    principal_given INTEGER DEFAULT 0 -- Principal or NotPrincipal is given
);

-- A member of Action or NotAction.
-- Page: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
CREATE TABLE statement_action(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    statement INTEGER NOT NULL DEFAULT 0 REFERENCES statement ON DELETE CASCADE, -- the statement
    action TEXT COLLATE NOCASE, -- the action as written: s3:Get*
    action_partial TEXT COLLATE NOCASE -- the same with holes
);

-- A member of Resource or NotResource.
-- Page: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
CREATE TABLE statement_resource(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    statement INTEGER NOT NULL DEFAULT 0 REFERENCES statement ON DELETE CASCADE, -- the statement
    resource TEXT, -- the ARN pattern
    resource_partial TEXT, -- the same with holes
    target INTEGER NOT NULL DEFAULT 0 REFERENCES entity -- the declared resource that the pattern is built around; 0 none
);

-- A member of Principal or NotPrincipal.
-- Page: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
CREATE TABLE statement_principal(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    statement INTEGER NOT NULL DEFAULT 0 REFERENCES statement ON DELETE CASCADE, -- the statement
    kind TEXT, -- any, aws, service, federated, canonical
    principal TEXT, -- the principal; * for any
    principal_partial TEXT -- the same with holes
);

-- One value of one condition: operator and key are repeated for each value. An empty list of values is one row.
-- Page: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
CREATE TABLE statement_condition(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    statement INTEGER NOT NULL DEFAULT 0 REFERENCES statement ON DELETE CASCADE, -- the statement
    operator TEXT, -- as written: ForAllValues:StringLike, ArnLikeIfExists
    key TEXT COLLATE NOCASE, -- condition key: aws:SourceArn
    value TEXT DEFAULT '', -- the value; '' when the list is empty
    value_partial TEXT DEFAULT '', -- the same with holes
    empty INTEGER DEFAULT 0 -- the list of values is []
);

-- What IAM would refuse about a policy: it is no part of the grammar.
-- Page: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
CREATE TABLE policy_fault(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    policy INTEGER NOT NULL DEFAULT 0 REFERENCES policy ON DELETE CASCADE, -- the policy
    code TEXT, -- unknown-element, element-case, wrong-type, nested-list, json-syntax, missing-statement, missing-effect, bad-effect, bad-principal, unsupported-combination, duplicate-key, …
    detail TEXT -- for messages: what is wrong
);

-- Policies beside a role: SAM puts them in the role that it makes, and makes none where Role is given.
-- Page: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
CREATE TABLE ignored_policies(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    owner INTEGER NOT NULL DEFAULT 0 REFERENCES entity ON DELETE CASCADE, -- the function or state machine that has both
    given INTEGER -- there is a policy among them
);

-- A policy of a resource: queue policy, topic policy, bucket policy, resource policy of a function, …
-- Page: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
CREATE TABLE resource_policy(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    resource INTEGER NOT NULL DEFAULT 0 REFERENCES entity ON DELETE CASCADE, -- the resource
    policy INTEGER NOT NULL DEFAULT 0 REFERENCES policy -- the policy
);

-- An SQS queue.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
CREATE TABLE queue(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- QueueName; '' when CloudFormation chooses it
    name_partial TEXT DEFAULT '', -- the name with holes: {param:Env}-orders
    fifo INTEGER DEFAULT 0, -- FifoQueue
    visibility_timeout INTEGER DEFAULT 30, -- VisibilityTimeout, seconds
    retention INTEGER DEFAULT 345600, -- MessageRetentionPeriod, seconds
    encrypted INTEGER DEFAULT 1, -- SqsManagedSseEnabled or a KMS key; on by default
    has_kms_key INTEGER DEFAULT 0, -- a key of the customer is named
    kms_key INTEGER NOT NULL DEFAULT 0 REFERENCES kms_key, -- that key
    has_redrive INTEGER DEFAULT 0, -- RedrivePolicy is given
    redrive INTEGER NOT NULL DEFAULT 0 REFERENCES queue, -- RedrivePolicy.deadLetterTargetArn
    implied INTEGER DEFAULT 0 -- 1: nobody wrote it, AWS or SAM implies it; its place is what implies it
);

-- An SNS topic.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html
CREATE TABLE topic(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- TopicName; '' when CloudFormation chooses it
    name_partial TEXT DEFAULT '', -- the name with holes: {param:Env}-orders
    has_kms_key INTEGER DEFAULT 0, -- a key of the customer is named
    kms_key INTEGER NOT NULL DEFAULT 0 REFERENCES kms_key, -- that key
    implied INTEGER DEFAULT 0 -- 1: nobody wrote it, AWS or SAM implies it; its place is what implies it
);

-- A subscription of a topic.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html
CREATE TABLE subscription(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    topic INTEGER NOT NULL DEFAULT 0 REFERENCES topic ON DELETE CASCADE, -- TopicArn
    endpoint INTEGER NOT NULL DEFAULT 0 REFERENCES entity, -- Endpoint, where it is a resource: function, queue
    protocol TEXT, -- Protocol: lambda, sqs, https …
    has_filter INTEGER DEFAULT 0, -- FilterPolicy is given
    has_redrive INTEGER DEFAULT 0 -- RedrivePolicy is given
);

-- An S3 bucket.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
CREATE TABLE bucket(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- BucketName; '' when CloudFormation chooses it
    name_partial TEXT DEFAULT '', -- the name with holes: {param:Env}-orders
    versioned INTEGER DEFAULT 0, -- VersioningConfiguration.Status is Enabled
    blocks_public_acl INTEGER DEFAULT 1, -- PublicAccessBlockConfiguration blocks or ignores public ACLs; on by default since April 2023
    blocks_public_policy INTEGER DEFAULT 1, -- PublicAccessBlockConfiguration.BlockPublicPolicy or RestrictPublicBuckets; on by default since April 2023
    acl TEXT DEFAULT 'private', -- AccessControl, in lower case with dashes: private, public-read
    has_kms_key INTEGER DEFAULT 0, -- a key of the customer is named
    kms_key INTEGER NOT NULL DEFAULT 0 REFERENCES kms_key -- that key
);

-- A DynamoDB table, global or not.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
CREATE TABLE dynamodb_table(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- TableName; '' when CloudFormation chooses it
    name_partial TEXT DEFAULT '', -- the name with holes: {param:Env}-orders
    has_kms_key INTEGER DEFAULT 0, -- a key of the customer is named
    kms_key INTEGER NOT NULL DEFAULT 0 REFERENCES kms_key, -- that key
    point_in_time INTEGER DEFAULT 0 -- PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
);

-- A Kinesis stream.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-stream.html
CREATE TABLE stream(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- Name; '' when CloudFormation chooses it
    name_partial TEXT DEFAULT '', -- the name with holes: {param:Env}-orders
    encrypted INTEGER DEFAULT 0, -- StreamEncryption is given
    has_kms_key INTEGER DEFAULT 0, -- a key of the customer is named
    kms_key INTEGER NOT NULL DEFAULT 0 REFERENCES kms_key -- that key
);

-- An EventBridge bus.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html
CREATE TABLE event_bus(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- Name
    name_partial TEXT DEFAULT '' -- the name with holes: {param:Env}-orders
);

-- An EventBridge rule.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
CREATE TABLE event_rule(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    event_bus INTEGER NOT NULL DEFAULT 0 REFERENCES event_bus, -- EventBusName; absent: the default bus
    enabled INTEGER DEFAULT 1, -- State is not DISABLED
    has_schedule INTEGER DEFAULT 0, -- ScheduleExpression is given
    implied INTEGER DEFAULT 0 -- 1: nobody wrote it, AWS or SAM implies it; its place is what implies it
);

-- A target of an EventBridge rule.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-events-rule-target.html
CREATE TABLE event_target(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    event_rule INTEGER NOT NULL DEFAULT 0 REFERENCES event_rule ON DELETE CASCADE, -- the rule
    target INTEGER NOT NULL DEFAULT 0 REFERENCES entity, -- Arn: function, queue, topic, …
    has_dead_letter INTEGER DEFAULT 0 -- DeadLetterConfig is given
);

-- A KMS key, also one that only an alias names.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
CREATE TABLE kms_key(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    rotation INTEGER DEFAULT 0, -- EnableKeyRotation
    enabled INTEGER DEFAULT 1, -- Enabled
    customer_managed INTEGER DEFAULT 1, -- 0 for the keys that AWS manages (alias/aws/…)
    policy INTEGER NOT NULL DEFAULT 0 REFERENCES policy -- KeyPolicy
);

-- A secret of Secrets Manager.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
CREATE TABLE secret(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- Name; '' when CloudFormation chooses it
    name_partial TEXT DEFAULT '', -- the name with holes: {param:Env}-orders
    rotated INTEGER DEFAULT 0, -- a RotationSchedule names it
    has_kms_key INTEGER DEFAULT 0, -- a key of the customer is named
    kms_key INTEGER NOT NULL DEFAULT 0 REFERENCES kms_key -- that key
);

-- A parameter of the Parameter Store.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html
CREATE TABLE ssm_parameter(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- Name; '' when CloudFormation chooses it
    name_partial TEXT DEFAULT '', -- the name with holes: {param:Env}-orders
    type TEXT -- Type: String, StringList, SecureString
);

-- A CloudWatch log group.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
CREATE TABLE log_group(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- LogGroupName; '' when CloudFormation chooses it
    name_partial TEXT DEFAULT '', -- the name with holes: {param:Env}-orders
    retention_days INTEGER DEFAULT 0, -- RetentionInDays; 0: for ever
    has_kms_key INTEGER DEFAULT 0, -- a key of the customer is named
    kms_key INTEGER NOT NULL DEFAULT 0 REFERENCES kms_key, -- that key
    implied INTEGER DEFAULT 0 -- 1: nobody wrote it, AWS or SAM implies it; its place is what implies it
);

-- A VPC.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html
CREATE TABLE vpc(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    cidr TEXT DEFAULT '' -- CidrBlock
);

-- A subnet.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnet.html
CREATE TABLE subnet(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    vpc INTEGER NOT NULL DEFAULT 0 REFERENCES vpc, -- VpcId
    availability_zone TEXT DEFAULT '', -- AvailabilityZone; '' when AWS chooses it
    cidr TEXT DEFAULT '', -- CidrBlock
    route_table INTEGER NOT NULL DEFAULT 0 REFERENCES route_table -- the associated route table, else the main one of the VPC
);

-- A route table; the main one of a VPC is implied.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-routetable.html
CREATE TABLE route_table(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    vpc INTEGER NOT NULL DEFAULT 0 REFERENCES vpc, -- VpcId
    main INTEGER DEFAULT 0 -- the main table of its VPC
);

-- A route.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html
CREATE TABLE route(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    route_table INTEGER NOT NULL DEFAULT 0 REFERENCES route_table ON DELETE CASCADE, -- RouteTableId
    destination TEXT, -- DestinationCidrBlock or DestinationIpv6CidrBlock
    target_kind TEXT -- internet_gateway, nat, egress_only, local, endpoint, peering, transit, instance, interface, other
);

-- A security group.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
CREATE TABLE security_group(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    vpc INTEGER NOT NULL DEFAULT 0 REFERENCES vpc, -- VpcId
    name TEXT DEFAULT '', -- GroupName; '' when CloudFormation chooses it
    is_default INTEGER DEFAULT 0 -- the default group of a VPC
);

-- A rule of a security group, inline or separate. Without any egress rule CloudFormation leaves the allow-all rule
-- of AWS: that is an implied row.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-egress.html
CREATE TABLE security_group_rule(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    security_group INTEGER NOT NULL DEFAULT 0 REFERENCES security_group ON DELETE CASCADE, -- the group
    direction TEXT, -- ingress, egress
    protocol TEXT, -- IpProtocol: tcp, udp, icmp, a number, -1 for all
    from_port INTEGER DEFAULT -1, -- FromPort; -1: all
    to_port INTEGER DEFAULT -1, -- ToPort; -1: all
    cidr TEXT DEFAULT '', -- CidrIp or CidrIpv6; '' when a group or prefix list is named
    peer INTEGER NOT NULL DEFAULT 0 REFERENCES security_group, -- DestinationSecurityGroupId or SourceSecurityGroupId
    implied INTEGER DEFAULT 0 -- 1: nobody wrote it, AWS or SAM implies it; its place is what implies it
);

-- A VPC endpoint.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
CREATE TABLE vpc_endpoint(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    vpc INTEGER NOT NULL DEFAULT 0 REFERENCES vpc ON DELETE CASCADE, -- VpcId
    service TEXT, -- ServiceName
    kind TEXT DEFAULT 'Gateway', -- VpcEndpointType: Gateway, Interface, GatewayLoadBalancer
    has_policy INTEGER DEFAULT 0, -- PolicyDocument is given
    policy INTEGER NOT NULL DEFAULT 0 REFERENCES policy -- PolicyDocument
);

-- A flow log.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-flowlog.html
CREATE TABLE flow_log(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    resource INTEGER NOT NULL DEFAULT 0 REFERENCES entity ON DELETE CASCADE -- ResourceId: vpc, subnet
);

-- An EFS access point.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-efs-accesspoint.html
CREATE TABLE access_point(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    file_system INTEGER NOT NULL DEFAULT 0 REFERENCES file_system, -- FileSystemId
    root_path TEXT DEFAULT '/', -- RootDirectory.Path
    has_posix_user INTEGER DEFAULT 0, -- PosixUser is given
    uid INTEGER DEFAULT -1 -- PosixUser.Uid; -1 absent
);

-- An EFS file system.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-efs-filesystem.html
CREATE TABLE file_system(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    encrypted INTEGER DEFAULT 0, -- Encrypted
    has_kms_key INTEGER DEFAULT 0, -- a key of the customer is named
    kms_key INTEGER NOT NULL DEFAULT 0 REFERENCES kms_key -- that key
);

-- An API of API Gateway.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html
CREATE TABLE api(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    kind TEXT, -- rest, http, websocket
    name TEXT DEFAULT '', -- Name; '' absent
    endpoint TEXT DEFAULT 'EDGE', -- EDGE, REGIONAL, PRIVATE
    has_policy INTEGER DEFAULT 0, -- a resource policy is given
    policy INTEGER NOT NULL DEFAULT 0 REFERENCES policy, -- the resource policy
    implied INTEGER DEFAULT 0 -- 1: nobody wrote it, AWS or SAM implies it; its place is what implies it
);

-- A method or route whose integration is a function.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html
CREATE TABLE api_route(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    api INTEGER NOT NULL DEFAULT 0 REFERENCES api ON DELETE CASCADE, -- RestApiId or ApiId
    method TEXT, -- HttpMethod: GET, ANY, …; of WebSocket APIs RouteKey: $connect, sendMessage …
    path TEXT, -- path of the route; of WebSocket APIs RouteKey
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function, -- the function behind it
    authorization TEXT DEFAULT 'NONE', -- AuthorizationType: NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS, JWT
    api_key INTEGER DEFAULT 0, -- ApiKeyRequired
    authorizer INTEGER NOT NULL DEFAULT 0 REFERENCES authorizer -- AuthorizerId
);

-- A stage of an API.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html
CREATE TABLE api_stage(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    api INTEGER NOT NULL DEFAULT 0 REFERENCES api ON DELETE CASCADE, -- RestApiId or ApiId
    name TEXT, -- StageName
    access_log INTEGER DEFAULT 0, -- AccessLogSetting is given
    tracing INTEGER DEFAULT 0, -- TracingEnabled
    throttled INTEGER DEFAULT 0, -- a throttling limit is given
    waf INTEGER DEFAULT 0 -- a web ACL is associated
);

-- An authorizer of an API.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html
CREATE TABLE authorizer(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    api INTEGER NOT NULL DEFAULT 0 REFERENCES api ON DELETE CASCADE, -- RestApiId or ApiId
    kind TEXT, -- TOKEN, REQUEST, COGNITO_USER_POOLS, JWT
    ttl INTEGER DEFAULT 300, -- AuthorizerResultTtlInSeconds, seconds
    identity_source TEXT DEFAULT '', -- IdentitySource; '' absent
    function INTEGER NOT NULL DEFAULT 0 REFERENCES function -- the function it asks; 0 for the others
);

-- A database.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
CREATE TABLE database(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    engine TEXT, -- Engine
    public INTEGER, -- PubliclyAccessible
    encrypted INTEGER DEFAULT 0 -- StorageEncrypted
);

-- An ECR repository.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-repository.html
CREATE TABLE repository(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    name TEXT DEFAULT '', -- RepositoryName; '' when CloudFormation chooses it
    name_partial TEXT DEFAULT '', -- the name with holes: {param:Env}-orders
    immutable INTEGER DEFAULT 0, -- ImageTagMutability is IMMUTABLE
    scanned INTEGER DEFAULT 0 -- ImageScanningConfiguration.ScanOnPush
);

-- A code signing configuration.
-- Page: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-codesigningconfig.html
CREATE TABLE code_signing_config(
    id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER,
    on_untrusted TEXT DEFAULT 'Warn' -- CodeSigningPolicies.UntrustedArtifactOnDeployment: Warn, Enforce
);

-- The virtual tables and the functions are made in C (tables.c, functions*.c). One a line, for docs/schema.md:
-- virtual entity(id, world, kind, node, declared, label, identity, parent): every row of every table; kind is the table
-- virtual unknown(entity, "column", reason, node): why a column is NULL; column * means the whole row
-- virtual node(id, file, line, "column", end_line, end_column, path, text): where things stand; join it with entity.node or place(id, 'column')
-- virtual resource(id, world, type, name, node): every resource of the input, also of types that have no table
-- virtual property(resource, path, kind, value, node): every property of every resource, path as in VpcConfig.SubnetIds[0]; value is NULL when unknown; not for rules
-- virtual escalation_way(role, how, pass, prepare, start): of each role, to be asked for by ON, ways to start something with another role: the set of actions that passes the role to that service, what prepares it and what starts it (actions or sets)
-- aggregate some(x): 1 if x is 1 in some row, else NULL if it is NULL in some row, else 0; over no row 0
-- aggregate every(x): 0 if x is 0 in some row, else NULL if it is NULL in some row, else 1; over no row 1
-- aggregate at_least(n, x): 1 if x is 1 in n rows, else NULL if it is NULL in some row, else 0
-- aggregate distinct_at_least(n, x): 1 if x has n different known values, else NULL if it is NULL in some row, else 0
-- aggregate sum_exceeds(n, x): 1 if the known part of the sum is above n, else NULL if x is NULL in some row, else 0 (for x of 0 and more)
-- scalar same(a, b): 1 if both ids are of the same thing, 0 if they cannot be, else NULL
-- scalar shared(id, column): 1 if another declared row of its table and world has the same thing in this link, 0 if none can, else NULL (also for rows that are not declared)
-- scalar matches(text_partial, glob): 1 if every text that the holes allow matches (* and ?; [*] and [?] are the characters), 0 if none does, else NULL
-- scalar matches_nocase(text_partial, glob): the same for actions and condition keys
-- scalar means_some(action, set): the action pattern means some action of that set of action_sets.tsv; NULL: there is no such set
-- scalar label(id): the name of an entity, for messages
-- scalar place(id, column): id of the node that was read for a column
-- scalar setting(id, path): text of a property of the entity's resource, '' when absent, NULL when unknown
-- scalar has_setting(id, path): whether the property is there: 1, 0, NULL
-- scalar sensitive(name): the name speaks of a password, token, key or other secret
-- scalar secret_kind(value, name): aws-access-key-id, aws-secret-access-key, private-key, jwt, connection-string, github-token …; '' for values that are no secret; the name may be left out
-- scalar placeholder(value): the value cannot be a secret by itself: empty, changeme, <…>, a small number, an ARN, a URL, a path
-- scalar aws_publisher(account): AWS publishes layers from this account
-- scalar known_service(action): the IAM catalogue has a service with the prefix of the action
-- scalar known_action(action): the catalogue has an action that the text matches (* and ?)
-- scalar nearest_action(action): for messages: the action that is meant by one of no known name; '' when none comes to mind
-- scalar action_fits(id): id of a row of statement_action: some element of Resource beside it may be one that requests for the action name
-- scalar action_takes(action): for messages: the form of such an ARN
-- scalar known_key(key): the catalogue has the condition key, or it is one of tags or of an identity provider
-- scalar key_type(key): String, ARN, Bool, Date, IPAddress, Numeric, ArrayOfString …; '' for a key that the catalogue does not have
-- scalar value_fits(operator, value): the value has the form that values of the operator have: a number, a date, true or false, an address
-- scalar catalog_date(): the date of the catalogue
-- scalar own_account(): the account given on the command line, else NULL
