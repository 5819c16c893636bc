"""Inputs of any size for bench/run: each writes one with n of something, and returns its path."""
import json, os

TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def template(path, resources):
    with open(path + ".json", "w") as out:
        json.dump({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}, out, indent=1)
    return path + ".json"


def role(statements=()):
    policy = {"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)}}
    return {"Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": TRUST, "Policies": [policy] if statements else []}}


def function(of_role, **more):
    return {"Type": "AWS::Lambda::Function",
            "Properties": {"Runtime": "python3.13", "Handler": "app.handler", "Code": {"S3Bucket": "b", "S3Key": "k"},
                           "Role": {"Fn::GetAtt": [of_role, "Arn"]}, **more}}


def statement(number):
    return {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"],
            "Resource": f"arn:aws:dynamodb:us-east-1:123456789012:table/t{number}"}


def functions(path, n):
    """Every fifth shares the role of another."""
    resources = {f"Role{i}": role([statement(i)]) for i in range(n)}
    resources |= {f"Function{i}": function(f"Role{i // 2 if i % 5 == 0 else i}") for i in range(n)}
    return template(path, resources)


def functions_of_one_role(path, n):
    return template(path, {"Role": role([statement(0)])} | {f"Function{i}": function("Role") for i in range(n)})


def statements(path, n):
    return template(path, {"Role": role(statement(i) for i in range(n)), "Function": function("Role")})


def security_groups(path, n):
    resources = {"Role": role([statement(0)])}
    for i in range(n):
        resources[f"Group{i}"] = {"Type": "AWS::EC2::SecurityGroup", "Properties": {
            "GroupDescription": "g", "SecurityGroupEgress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                                                              "CidrIp": f"10.{i // 250}.{i % 250}.0/24"}]}}
        resources[f"Function{i}"] = function("Role", VpcConfig={
            "SubnetIds": ["subnet-1"], "SecurityGroupIds": [{"Fn::GetAtt": [f"Group{i}", "GroupId"]}]})
    return template(path, resources)


def permissions(path, n):
    resources = {"Role": role([statement(0)]), "Function": function("Role")}
    resources |= {f"Permission{i}": {"Type": "AWS::Lambda::Permission", "Properties": {
        "Action": "lambda:InvokeFunction", "FunctionName": {"Ref": "Function"}, "Principal": "s3.amazonaws.com",
        "SourceArn": f"arn:aws:s3:::bucket{i}", "SourceAccount": "123456789012"}} for i in range(n)}
    return template(path, resources)


def templates(path, n):
    for i in range(n):
        folder = os.path.join(path, f"{i % 100}", f"{i}")
        os.makedirs(folder, exist_ok=True)
        functions(os.path.join(folder, "template"), 1)
    return path


INPUTS = {
    "functions": (1000, functions),
    "functions of one role": (1000, functions_of_one_role),
    "statements": (1000, statements),
    "security groups": (500, security_groups),
    "permissions": (500, permissions),
    "templates": (500, templates),
}
