variable "source_cidr" {
  type = string
}

variable "protocol" {
  type = string
}

resource "aws_security_group" "source" {
  name = "source"
}

resource "aws_vpc_security_group_ingress_rule" "source" {
  security_group_id = aws_security_group.source.id
  ip_protocol       = "tcp"
  from_port         = 3389
  to_port           = 3389
  cidr_ipv4         = var.source_cidr
}

resource "aws_security_group" "protocol" {
  name = "protocol"

  ingress {
    protocol    = var.protocol
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}
