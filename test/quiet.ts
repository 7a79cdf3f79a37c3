import { quietCpu } from '../core/quiet.ts'

quietCpu()
