variable "trusted" {
  type = string
}

variable "operator" {
  type    = string
  default = "StringLike"
}

resource "aws_iam_role" "principal" {
  name = "principal"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = var.trusted }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role" "condition" {
  name = "condition"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sts:AssumeRole"
      Condition = { (var.operator) = { "aws:PrincipalArn" = var.trusted } }
    }]
  })
}
