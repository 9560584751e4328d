resource "aws_lambda_function" "api" {
  function_name = "api"
  role          = "arn:aws:iam::123456789012:role/api"
  runtime       = "python3.13"
  handler       = "main.handler"
  filename      = "api.zip"
}

resource "aws_lambda_permission" "by_name" {
  function_name = aws_lambda_function.api.function_name
  action        = "lambda:InvokeFunction"
  principal     = "*"
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.api.function_name
  function_version = "1"
}

resource "aws_lambda_permission" "by_arn" {
  function_name = aws_lambda_function.api.arn
  qualifier     = aws_lambda_alias.live.name
  action        = "lambda:*"
  principal     = "*"
}

resource "aws_lambda_permission" "elsewhere" {
  function_name = "legacy"
  action        = "lambda:InvokeFunction"
  principal     = "*"
}
