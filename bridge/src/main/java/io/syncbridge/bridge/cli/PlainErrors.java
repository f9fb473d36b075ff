package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.config.ConfigProblems;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What a person sees when a verb fails: every configuration problem on a line of its own, never a stack trace. */
final class PlainErrors implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failed, CommandLine command, ParseResult parsed) {
        if (failed instanceof ConfigProblems config) {
            command.getErr().println("Cannot start:");
            config.problems().forEach(problem -> command.getErr().println("  - " + problem));
        } else {
            LoggerFactory.getLogger(PlainErrors.class).debug("{} failed", command.getCommandName(), failed);
            command.getErr()
                    .println("Failed: " + (failed.getMessage() == null ? failed.toString() : failed.getMessage()));
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
