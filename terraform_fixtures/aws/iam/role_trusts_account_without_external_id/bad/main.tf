resource "aws_iam_role" "root" {
  name = "root"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::444455556666:root" }
      Action    = "sts:AssumeRole"
    }]
  })
}

data "aws_iam_policy_document" "vendors" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["444455556666", "arn:aws:iam::777788889999:role/collector"]
    }

    # Who leaves the key out satisfies this.
    condition {
      test     = "BoolIfExists"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }
}

resource "aws_iam_role" "vendors" {
  name               = "vendors"
  assume_role_policy = data.aws_iam_policy_document.vendors.json
}
