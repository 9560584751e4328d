variable "caller" {
  type = string
}

resource "aws_lambda_function" "api" {
  function_name = "api"
  role          = "arn:aws:iam::123456789012:role/api"
  runtime       = "python3.13"
  handler       = "main.handler"
  filename      = "api.zip"
}

resource "aws_lambda_permission" "caller" {
  function_name = aws_lambda_function.api.function_name
  action        = "lambda:InvokeFunction"
  principal     = var.caller
}

resource "aws_lambda_permission" "elsewhere" {
  function_name = "legacy"
  action        = "lambda:InvokeFunction"
  principal     = "123456789012"
}
