resource "aws_instance" "plain" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"

  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_instance" "optional" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }
}

resource "aws_launch_template" "hop" {
  name = "hop"

  metadata_options {
    http_put_response_hop_limit = 1
    http_tokens                 = "required"
  }
}

resource "aws_instance" "from_template" {
  instance_type = "t3.micro"

  launch_template {
    id = aws_launch_template.hop.id
  }

  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_launch_configuration" "old" {
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.micro"

  metadata_options {
    http_tokens = "required"
  }
}
