variable "source_arn" {
  type = string
}

resource "aws_lambda_function" "thumbnails" {
  function_name = "thumbnails"
  role          = "arn:aws:iam::123456789012:role/thumbnails"
  runtime       = "python3.13"
  handler       = "main.handler"
  filename      = "thumbnails.zip"
}

resource "aws_lambda_permission" "source" {
  function_name = aws_lambda_function.thumbnails.function_name
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
  source_arn    = var.source_arn
}
