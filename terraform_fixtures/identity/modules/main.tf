# One module, made for each team: each role reads the folder of its team.

resource "aws_s3_bucket" "data" {
  bucket = "acme-data"
}

module "reader" {
  source   = "./reader"
  for_each = toset(["red", "blue"])

  team   = each.key
  bucket = aws_s3_bucket.data.arn
}

resource "aws_iam_user" "ann" {
  name = "ann"
}

resource "aws_iam_user_policy" "ann" {
  name = "blue"
  user = aws_iam_user.ann.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = module.reader["blue"].arn }]
  })
}
