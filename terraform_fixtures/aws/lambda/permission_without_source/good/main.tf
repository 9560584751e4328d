resource "aws_lambda_function" "thumbnails" {
  function_name = "thumbnails"
  role          = "arn:aws:iam::123456789012:role/thumbnails"
  runtime       = "python3.13"
  handler       = "main.handler"
  filename      = "thumbnails.zip"
}

resource "aws_s3_bucket" "images" {
  bucket_prefix = "images-"
}

resource "aws_lambda_permission" "bucket" {
  function_name = aws_lambda_function.thumbnails.function_name
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
  source_arn    = aws_s3_bucket.images.arn
}

resource "aws_api_gateway_rest_api" "api" {
  name = "api"
}

resource "aws_lambda_permission" "api" {
  function_name = aws_lambda_function.thumbnails.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.api.execution_arn}/*/*"
}

resource "aws_lambda_permission" "account" {
  function_name = aws_lambda_function.thumbnails.function_name
  action        = "lambda:InvokeFunction"
  principal     = "arn:aws:iam::123456789012:root"
}
