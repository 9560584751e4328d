resource "aws_vpc" "plain" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_default_security_group" "plain" {
  vpc_id = aws_vpc.plain.id
}

resource "aws_vpc" "managed" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_default_security_group" "managed" {
  vpc_id  = aws_vpc.managed.id
  ingress = []
}

resource "aws_default_security_group" "elsewhere" {
  vpc_id = "vpc-0123456789abcdef0"
  egress = []
}
