variable "first_port" {
  type = number
}

resource "aws_security_group" "range" {
  name = "range"

  ingress {
    protocol    = "tcp"
    from_port   = var.first_port
    to_port     = 65535
    cidr_blocks = ["0.0.0.0/0"]
  }
}
