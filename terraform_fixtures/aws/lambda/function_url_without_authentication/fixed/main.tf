resource "aws_lambda_function" "api" {
  function_name = "api"
  role          = "arn:aws:iam::123456789012:role/api"
  runtime       = "python3.13"
  handler       = "main.handler"
  filename      = "api.zip"
}

resource "aws_lambda_function_url" "api" {
  function_name      = aws_lambda_function.api.function_name
  authorization_type = "AWS_IAM"
}

resource "aws_lambda_function_url" "elsewhere" {
  function_name      = "arn:aws:lambda:eu-central-1:123456789012:function:legacy"
  qualifier          = "live"
  authorization_type = "NONE"
}
