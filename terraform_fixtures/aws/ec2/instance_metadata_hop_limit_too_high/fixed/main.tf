resource "aws_instance" "two" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}

locals {
  hops = 1
}

resource "aws_launch_template" "many" {
  name = "many"

  metadata_options {
    http_put_response_hop_limit = local.hops
  }
}
