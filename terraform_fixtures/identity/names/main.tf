# Names that depend on variables without values, and a role of which there may be any number.

variable "stage" {
  type = string
}

variable "replicas" {
  type = number
}

resource "aws_s3_bucket" "data" {
  bucket = "acme-${var.stage}"
}

resource "aws_iam_user" "alice" {
  name = "alice"
}

# Its bucket, whatever that is called.
resource "aws_iam_user_policy" "alice" {
  name = "own"
  user = aws_iam_user.alice.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.data.arn}/*" }]
  })
}

resource "aws_iam_user" "bob" {
  name = "bob"
}

# The bucket may be called so.
resource "aws_iam_user_policy" "bob" {
  name = "acme"
  user = aws_iam_user.bob.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-prod*" }]
  })
}

resource "aws_iam_user" "carol" {
  name = "carol"
}

# Whatever the stage is, the bucket is not called so.
resource "aws_iam_user_policy" "carol" {
  name = "other"
  user = aws_iam_user.carol.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::other/*" }]
  })
}

resource "aws_iam_role" "worker" {
  count = var.replicas
  name  = "worker-${count.index}"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })

  inline_policy {
    name = "all"

    policy = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
    })
  }
}
