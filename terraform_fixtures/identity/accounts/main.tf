# Policies that name an account, which may be this one: the provider does not say.

resource "aws_kms_key" "data" {
  description = "Data"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "kms:*"
      Resource  = "*"
      Principal = { AWS = "arn:aws:iam::111122223333:root" }
    }]
  })
}

resource "aws_iam_user" "alice" {
  name = "alice"
}

resource "aws_iam_user_policy" "alice" {
  name = "decrypt"
  user = aws_iam_user.alice.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "kms:Decrypt", Resource = "*" }]
  })
}

# The default key policy leaves the key to the policies of the account, whichever it is.
resource "aws_kms_key" "default" {
  description = "Default"
}

# It trusts a user of an account that may be this one.
resource "aws_iam_role" "trusting" {
  name = "trusting"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::111122223333:user/alice" }
    }]
  })
}
