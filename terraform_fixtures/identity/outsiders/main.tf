# Whom a bucket and a role let in from outside: anybody, another account, a service, an identity provider.

resource "aws_s3_bucket" "public" {
  bucket = "acme-public"
}

resource "aws_s3_bucket_policy" "public" {
  bucket = aws_s3_bucket.public.id
  policy = templatefile("${path.module}/policy.json.tftpl", { bucket = aws_s3_bucket.public.arn })
}

resource "aws_s3_bucket" "blocked" {
  bucket = "acme-blocked"
}

resource "aws_s3_bucket_policy" "blocked" {
  bucket = aws_s3_bucket.blocked.id
  policy = templatefile("${path.module}/policy.json.tftpl", { bucket = aws_s3_bucket.blocked.arn })
}

resource "aws_s3_bucket_public_access_block" "blocked" {
  bucket                  = aws_s3_bucket.blocked.id
  restrict_public_buckets = true
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "pipeline" {
  name = "pipeline"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = "repo:acme/*" } }
    }]
  })
}

resource "aws_iam_role_policy" "pipeline" {
  name = "publish"
  role = aws_iam_role.pipeline.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:PutObject", Resource = "${aws_s3_bucket.public.arn}/*" }]
  })
}
