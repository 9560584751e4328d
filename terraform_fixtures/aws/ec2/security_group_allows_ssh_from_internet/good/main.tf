resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "narrow" {
  name   = "narrow"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["198.51.100.0/24", aws_vpc.main.cidr_block]
  }

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "half" {
  name   = "half"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "half" {
  security_group_id = aws_security_group.half.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "0.0.0.0/1"
}

resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = aws_security_group.half.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group_rule" "group" {
  type                     = "ingress"
  security_group_id        = aws_security_group.half.id
  source_security_group_id = aws_security_group.narrow.id
  protocol                 = "tcp"
  from_port                = 22
  to_port                  = 22
}

resource "aws_default_security_group" "default" {
  vpc_id = aws_vpc.main.id
}
