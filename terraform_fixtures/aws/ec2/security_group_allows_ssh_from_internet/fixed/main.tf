resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "inline" {
  name   = "inline"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "a range that holds the port"
    protocol    = "tcp"
    from_port   = 20
    to_port     = 1024
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "objects" {
  name   = "objects"
  vpc_id = aws_vpc.main.id

  ingress = []
}

resource "aws_security_group" "split" {
  name   = "split"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "upper" {
  security_group_id = aws_security_group.split.id
  ip_protocol       = "tcp"
  from_port         = 0
  to_port           = 65535
  cidr_ipv4         = "128.0.0.0/1"
}

resource "aws_default_security_group" "default" {
  vpc_id  = aws_vpc.main.id
  ingress = []
}

variable "services" {
  default = {
    web   = { port = 443, sources = ["0.0.0.0/0"] }
    shell = { port = 22, sources = ["0.0.0.0/0"] }
  }
}

resource "aws_security_group" "dynamic" {
  name   = "dynamic"
  vpc_id = aws_vpc.main.id

  dynamic "ingress" {
    for_each = var.services
    content {
      protocol    = "tcp"
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      cidr_blocks = ingress.value.sources
    }
  }
}
