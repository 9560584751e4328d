variable "hops" {
  type = number
}

resource "aws_instance" "hops" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"

  metadata_options {
    http_put_response_hop_limit = var.hops
  }
}
