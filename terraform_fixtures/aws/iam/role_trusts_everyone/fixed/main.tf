resource "aws_iam_role" "heredoc" {
  name               = "heredoc"
  assume_role_policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "sts:AssumeRole"
      }]
    }
  EOT
}

data "aws_iam_policy_document" "external_id_only" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "rendered" {
  count              = 2
  name_prefix        = "rendered"
  assume_role_policy = data.aws_iam_policy_document.external_id_only.json
}

resource "aws_iam_role" "not_principal" {
  name = "not-principal"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect       = "Allow"
      NotPrincipal = { AWS = "arn:aws:iam::111122223333:root" }
      Action       = "sts:AssumeRole"
    }
  })
}
