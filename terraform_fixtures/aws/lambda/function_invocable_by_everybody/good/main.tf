resource "aws_lambda_function" "api" {
  function_name = "api"
  role          = "arn:aws:iam::123456789012:role/api"
  runtime       = "python3.13"
  handler       = "main.handler"
  filename      = "api.zip"
}

resource "aws_lambda_permission" "account" {
  function_name = aws_lambda_function.api.function_name
  action        = "lambda:InvokeFunction"
  principal     = "123456789012"
}

resource "aws_lambda_permission" "organisation" {
  function_name    = aws_lambda_function.api.function_name
  action           = "lambda:InvokeFunction"
  principal        = "*"
  principal_org_id = "o-a1b2c3d4e5"
}

resource "aws_sns_topic" "events" {
  name = "events"
}

resource "aws_lambda_permission" "topic" {
  function_name = aws_lambda_function.api.function_name
  action        = "lambda:InvokeFunction"
  principal     = "*"
  source_arn    = aws_sns_topic.events.arn
}
