# A bucket policy that names a role, denies another one, and asks for an address from a user.

resource "aws_s3_bucket" "data" {
  bucket = "acme-data"
}

resource "aws_iam_role" "named" {
  name               = "named"
  assume_role_policy = local.trust
}

resource "aws_iam_role" "denied" {
  name               = "denied"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy_attachment" "denied" {
  role       = aws_iam_role.denied.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}

resource "aws_iam_user" "office" {
  name = "office"
}

resource "aws_s3_bucket_policy" "data" {
  bucket = aws_s3_bucket.data.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.data.arn}/*"
        Principal = { AWS = aws_iam_role.named.arn }
      },
      {
        Effect    = "Deny"
        Action    = "s3:*"
        Resource  = ["${aws_s3_bucket.data.arn}/*"]
        Principal = { AWS = aws_iam_role.denied.arn }
      },
      {
        Effect    = "Allow"
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.data.arn}/*"
        Principal = { AWS = aws_iam_user.office.arn }
        Condition = { IpAddress = { "aws:SourceIp" = "198.51.100.0/24" } }
      },
    ]
  })
}

locals {
  trust = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
