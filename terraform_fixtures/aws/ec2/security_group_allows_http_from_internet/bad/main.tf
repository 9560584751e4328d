locals {
  everywhere = ["0.0.0.0/0"]
}

resource "aws_security_group" "web" {
  name = "web"

  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = local.everywhere
  }
}

resource "aws_security_group" "split" {
  count = 2
  name  = "split-${count.index}"
}

resource "aws_security_group_rule" "split" {
  type              = "ingress"
  security_group_id = aws_security_group.split[1].id
  protocol          = "tcp"
  from_port         = 80
  to_port           = 443
  cidr_blocks       = ["0.0.0.0/0"]
}
