resource "aws_security_group" "application" {
  name = "application"

  ingress {
    protocol    = "tcp"
    from_port   = 7777
    to_port     = 7777
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "two listed ports, and all between them"
    protocol    = "tcp"
    from_port   = 80
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}
