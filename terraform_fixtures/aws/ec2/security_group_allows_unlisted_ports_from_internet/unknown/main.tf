variable "port" {
  type = number
}

resource "aws_security_group" "application" {
  name = "application"

  ingress {
    protocol    = "tcp"
    from_port   = var.port
    to_port     = var.port
    cidr_blocks = ["0.0.0.0/0"]
  }
}
