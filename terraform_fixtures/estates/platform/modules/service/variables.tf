variable "name" {
  description = "Name of the service, with its team's."
  type        = string
}

variable "team" {
  description = "What all of a team's services share."
  type = object({
    name        = string
    vpc_id      = string
    cidr        = string
    kms_key_arn = string
    log_bucket  = string
  })
}

variable "bucket" {
  description = "What is unusual about the service's bucket."
  type        = any
  default     = {}
}

variable "rules" {
  description = "Who may call the service, by what they call."
  type = map(object({
    port     = number
    to_port  = optional(number)
    cidr     = optional(string)
    protocol = optional(string, "tcp")
  }))
}

variable "tables" {
  description = "The service's tables, by name."
  type = map(object({
    hash_key  = string
    range_key = optional(string)
    recovery  = optional(bool, true)
    indexes   = optional(map(string), {})
  }))
}

variable "actions" {
  description = "What the service does with its tables."
  type        = list(string)
  default     = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"]
}

variable "memory" {
  description = "Memory of the function, in MiB."
  type        = number
  default     = 256
}

variable "environment" {
  description = "What the function is told."
  type        = map(string)
  default     = {}
}

variable "retention_days" {
  description = "How long the logs are kept."
  type        = number
  default     = 365
}
