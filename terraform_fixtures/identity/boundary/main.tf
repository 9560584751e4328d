# An administrator by policy, whose boundary leaves him DynamoDB; and one whose boundary is not among the documents.

resource "aws_s3_bucket" "data" {
  bucket = "acme-data"
}

resource "aws_iam_policy" "boundary" {
  name = "boundary"

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "dynamodb:*", Resource = "*" }]
  })
}

resource "aws_iam_role" "bounded" {
  name                 = "bounded"
  permissions_boundary = aws_iam_policy.boundary.arn
  assume_role_policy   = local.trust
}

resource "aws_iam_role" "elsewhere" {
  name                 = "elsewhere"
  permissions_boundary = "arn:aws:iam::111122223333:policy/elsewhere"
  assume_role_policy   = local.trust
}

resource "aws_iam_role_policy_attachment" "all" {
  for_each   = toset([aws_iam_role.bounded.name, aws_iam_role.elsewhere.name])
  role       = each.value
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

locals {
  trust = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
