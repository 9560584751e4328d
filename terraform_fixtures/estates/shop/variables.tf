variable "environment" {
  description = "Which copy of the shop this is."
  type        = string

  validation {
    condition     = contains(["prod", "staging"], var.environment)
    error_message = "The environment is prod or staging."
  }
}

variable "region" {
  description = "Where the shop runs."
  type        = string
  default     = "eu-central-1"
}

variable "backup_region" {
  description = "Where copies of the backups are kept."
  type        = string
  default     = "eu-west-1"
}

variable "networks" {
  description = "The VPCs, by name."
  type = map(object({
    cidr          = string
    flow_logs     = optional(bool, true)
    public_subnet = optional(bool, false)
    zones         = optional(number, 2)
  }))
}

variable "services" {
  description = "The shop's services, by name: each gets a function, its tables and its queue."
  type = map(object({
    memory  = optional(number, 256)
    timeout = optional(number, 30)
    team    = string
    url     = optional(bool, false)
    port    = optional(number)
    tables = optional(map(object({
      hash_key  = string
      range_key = optional(string)
      indexes   = optional(map(string), {})
    })), {})
    environment = optional(map(string), {})
  }))
}

variable "ssh_cidrs" {
  description = "Who may log in to the bastion."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "office_cidr" {
  description = "The office's address range, known to the pipeline only."
  type        = string
}

variable "partner_principal" {
  description = "ARN of the role with which the warehouse partner fetches orders; known to the pipeline only."
  type        = string
}

variable "bastion_image" {
  description = "Image of the bastion and of the search nodes."
  type        = string
  default     = "ami-0a1b2c3d4e5f60718"
}

variable "search_nodes" {
  description = "How many search nodes there are."
  type        = number
  default     = 1
}
