variable "administrators" {
  type = list(string)
}

variable "policy" {
  type = string
}

resource "aws_kms_key" "principals" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.administrators }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_key" "given" {
}

resource "aws_kms_key_policy" "given" {
  key_id = aws_kms_key.given.key_id
  policy = var.policy
}
