variable "tokens" {
  type = string
}

resource "aws_instance" "tokens" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"

  metadata_options {
    http_tokens = var.tokens
  }
}

resource "aws_instance" "template" {
  launch_template {
    id = "lt-0123456789abcdef0"
  }
}

resource "aws_instance" "off" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"

  metadata_options {
    http_endpoint = "disabled"
    http_tokens   = var.tokens
  }
}
