variable "actions" {
  type = list(string)
}

variable "statement" {
  type = string
}

resource "aws_iam_policy" "actions" {
  name = "actions"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = var.actions, Resource = "*" }]
  })
}

resource "aws_iam_policy" "given" {
  name   = "given"
  policy = var.statement
}

# The actions are unknown, but they are allowed on one bucket only.
resource "aws_iam_policy" "one_bucket" {
  name = "one-bucket"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = var.actions, Resource = "arn:aws:s3:::gatewright/*" }]
  })
}
