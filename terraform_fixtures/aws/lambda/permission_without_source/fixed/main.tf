resource "aws_lambda_function" "thumbnails" {
  function_name = "thumbnails"
  role          = "arn:aws:iam::123456789012:role/thumbnails"
  runtime       = "python3.13"
  handler       = "main.handler"
  filename      = "thumbnails.zip"
}

resource "aws_lambda_permission" "service" {
  for_each = toset(["s3.amazonaws.com", "events.amazonaws.com"])

  function_name  = aws_lambda_function.thumbnails.arn
  action         = "lambda:InvokeFunction"
  principal      = each.key
  source_account = split(":", aws_lambda_function.thumbnails.arn)[4]
}
